import {parseOverrides} from '../../../runner/overrides.ts';
import {archivedTag} from '../../../tracking/annotate-runs.ts';
import {plural} from '../../numbers.ts';
import {withView} from '../arrange.ts';
import type {Binding, BindingGroup} from '../binding.ts';
import {parseFilter} from '../filter.ts';
import {becomes, currentRun, prompting, type Dashboard, type Step} from '../state.ts';
import {targets} from '../targets.ts';

const said = (state: Dashboard, text: string): Step => becomes({...state, message: {text, tone: 'said'}});

/** `good -old` adds the tag good and takes the tag old away. */
function tag(state: Dashboard, argument: string | undefined): Step {
  const ids = targets(state);
  if (ids.length === 0) return said(state, 'No run is chosen.');
  if (argument === undefined) return becomes(prompting(state, 'tag'));
  const words = argument.split(/[\s,]+/).filter((word) => word !== '');
  const tags = (sign: RegExp) =>
    words.filter((word) => sign.test(word)).map((word) => word.replace(/^[+-]/, ''));
  const isThere = (word: string) => word !== '';
  const [add, remove] = [tags(/^[^-]/).filter(isThere), tags(/^-/).filter(isThere)];
  return add.length + remove.length === 0 ? becomes(state) : becomes(state, {type: 'tag', ids, add, remove});
}

function note(state: Dashboard, argument: string | undefined): Step {
  const run = currentRun(state);
  if (run === undefined) return said(state, 'No run is chosen.');
  if (argument === undefined) return becomes(prompting(state, 'note'));
  return argument.trim() === ''
    ? becomes(state)
    : becomes(state, {type: 'note', id: run.id, note: argument.trim()});
}

/** Puts aside, or takes back where all of them are aside. */
function archive(state: Dashboard): Step {
  const ids = targets(state);
  if (ids.length === 0) return said(state, 'No run is chosen.');
  const chosen = new Set(ids);
  const areAside = state.runs.every(({id, tags}) => !chosen.has(id) || tags.includes(archivedTag));
  return becomes(
    {...state, marks: new Map()},
    areAside
      ? {type: 'tag', ids, add: [], remove: [archivedTag]}
      : {type: 'tag', ids, add: [archivedTag], remove: []},
  );
}

function remove(state: Dashboard): Step {
  const chosen = new Set(targets(state));
  const runs = state.runs.filter(({id}) => chosen.has(id));
  if (runs.length === 0) return said(state, 'No run is chosen.');
  const running = runs.find(({status}) => status === 'running');
  if (running !== undefined) return said(state, `${running.id} is running: stop it first (X).`);
  return becomes({
    ...state,
    mode: {
      type: 'confirm',
      question: `Delete ${runs.length === 1 ? `run ${runs[0]?.id ?? ''}` : plural(runs.length, 'run')} from the record? u undoes it while this is open`,
      act: {type: 'delete', ids: runs.map(({id}) => id)},
    },
  });
}

function copy(state: Dashboard, text: (id: string) => string): Step {
  const run = currentRun(state);
  if (run === undefined) return said(state, 'No run is chosen.');
  return becomes(
    {...state, message: {text: `Copied: ${text(run.id)}`, tone: 'said'}},
    {type: 'copy', text: text(run.id)},
  );
}

function exportShown(state: Dashboard, argument: string | undefined): Step {
  if (argument === undefined) return becomes(prompting(state, 'export', 'runs.csv'));
  return becomes(state, {type: 'export', file: argument.trim(), runs: state.table.rows});
}

/** Asks what would happen first: the answer comes as a page from which it can be started. */
function rerun(state: Dashboard): Step {
  const run = currentRun(state);
  return run === undefined
    ? said(state, 'No run is chosen.')
    : becomes(state, {type: 'plan', run, changes: []});
}

function branch(state: Dashboard, argument: string | undefined): Step {
  const run = currentRun(state);
  if (run === undefined) return said(state, 'No run is chosen.');
  if (argument === undefined) return becomes(prompting(state, 'branch'));
  const words = argument.split(/\s+/).filter((word) => word !== '');
  const read = parseOverrides(words);
  if (words.length === 0 || !read.ok) {
    return said(state, 'Write what changes as param=value, as in train.epochs=40.');
  }
  const changes = read.value.map(({param, value}) => [param, value] as const);
  const named = changes.find(([name]) => !Object.hasOwn(run.params, name));
  if (named !== undefined) return said(state, `Run ${run.id} has no param ${named[0]}.`);
  return becomes(state, {type: 'plan', run, changes});
}

function stop(state: Dashboard): Step {
  const run = currentRun(state);
  if (run === undefined || run.status !== 'running') return said(state, 'This run is not running.');
  return becomes({
    ...state,
    mode: {
      type: 'confirm',
      question: `Stop run ${run.id} and all that was started with it?`,
      act: {type: 'stop', id: run.id},
    },
  });
}

function open(state: Dashboard): Step {
  const run = currentRun(state);
  return run === undefined ? said(state, 'No run is chosen.') : becomes(state, {type: 'open', id: run.id});
}

/** Of the marked runs; where none is marked, of those that are shown. */
function report(state: Dashboard): Step {
  const {marks, table} = state;
  if (marks.size > 0) {
    const ids = targets(state);
    const figures = ids.length > mostWithFigures ? [] : ['--figures', String(ids.length)];
    return becomes(state, {type: 'report', args: [...figures, ...ids]});
  }
  const shown = table.rows.flatMap(({id}) => table.groups.get(id)?.runs.map((run) => run.id) ?? [id]);
  // By their ids: what was named, filtered and put aside has made them.
  return shown.length === 0 ? said(state, 'No run is shown.') : becomes(state, {type: 'report', args: shown});
}

/** Of more runs than these nobody looks at each: the report says how to have their figures too. */
const mostWithFigures = 40;

function saveView(state: Dashboard, argument: string | undefined): Step {
  if (argument === undefined) return becomes(prompting(state, 'save-view'));
  const name = argument.trim();
  if (name === '') return said(state, 'A view is saved under a name.');
  return becomes(state, {type: 'save-view', name, view: state.view});
}

function useView(state: Dashboard, argument: string | undefined): Step {
  if (argument === undefined) return becomes(prompting(state, 'view'));
  const view = state.saved.get(argument.trim());
  if (view !== undefined) {
    const filter = parseFilter(view.filter, state);
    const seen = withView(state, view);
    return becomes(filter.ok ? seen : {...seen, message: {text: filter.failure.what, tone: 'warning'}});
  }
  const names = [...state.saved.keys()].join(', ');
  return said(
    state,
    `There is no view ${argument.trim()}: ${names === '' ? 'save one with W' : `there are ${names}`}.`,
  );
}

const bindings: readonly Binding[] = [
  {name: 'rerun', keys: ['R'], help: 'run this again: says what would happen first', run: rerun},
  {
    name: 'branch',
    keys: ['b'],
    help: 'run this with params changed, as train.epochs=40: a new experiment file is written',
    run: branch,
  },
  {name: 'stop', keys: ['X'], help: 'stop what runs (asks first)', run: stop},
  {name: 'tag', keys: ['t'], help: 'tag the marked runs, or this one; -name takes a tag away', run: tag},
  {name: 'note', keys: ['e'], help: 'write a note on this run', run: note},
  {name: 'archive', keys: ['A'], help: 'put the marked runs aside, or take them back', run: archive},
  {
    name: 'archived',
    keys: ['H'],
    help: 'show runs that were put aside, or hide them',
    run: (state) => becomes(withView(state, {...state.view, archived: !state.view.archived})),
  },
  {name: 'delete', keys: ['D'], help: 'delete the marked runs from the record (asks first)', run: remove},
  {
    name: 'undo',
    keys: ['u'],
    help: 'undo the last tagging, putting aside or deleting',
    run: (state) => becomes(state, {type: 'undo'}),
  },
  {name: 'copy-id', keys: ['i'], help: "copy the run's id", run: (state) => copy(state, (id) => id)},
  {
    name: 'copy-command',
    keys: ['I'],
    help: 'copy the command that shows the run',
    run: (state) => copy(state, (id) => `epochal show ${id}`),
  },
  {name: 'export', keys: ['w'], help: 'write what is shown to a file: .csv, .md or .json', run: exportShown},
  {name: 'open-figures', keys: ['f'], help: "open the folder of the run's figures", run: open},
  {
    name: 'report',
    keys: ['F'],
    help: 'write and open the report of the marked runs, or of all that are shown',
    run: report,
  },
  {name: 'view', keys: ['V'], help: 'use a saved view: filter, order, columns, baseline', run: useView},
  {name: 'save-view', keys: ['W'], help: 'save this view under a name', run: saveView},
];

export const acts: BindingGroup = {title: 'Act on runs', bindings};
