import {plural} from '../../numbers.ts';
import type {CloserRun} from '../report-data.ts';
import type {Closer} from './closer-run.ts';
import {datasetParts} from './dataset.ts';
import {element, from, type Child} from './element.ts';
import {pipelineParts} from './pipeline.ts';
import type {Report} from './read-data.ts';
import {reproduceParts} from './reproduce.ts';
import {resultParts} from './results.ts';
import {section} from './section.ts';
import type {ViewStore} from './view.ts';

type Parts = (closer: Closer) => readonly Child[];

/** The parts of the page that show one run, and the choice of it. */
export function closer(report: Report, store: ViewStore): readonly HTMLElement[] {
  const {now, change, follow} = store;
  const parts: readonly (readonly [title: string, parts: Parts])[] = [
    ['Results', resultParts],
    ['Data', datasetParts],
    ['Pipeline', pipelineParts],
    ['Reproduce', reproduceParts],
  ];
  const bodies = parts.map(() => element('div'));
  const radios = element('fieldset', {class: 'chips closer'}, element('legend', {}, 'Look closer at'));
  const inputs = report.closer.map(({id}) =>
    element('input', {
      type: 'radio',
      name: 'closer',
      value: id,
      on: {change: from(HTMLInputElement, ({value}) => change({closer: value}))},
    }),
  );
  inputs.forEach((input) => {
    const run = report.runs.find(({id}) => id === input.value);
    radios.append(
      element(
        'label',
        {},
        input,
        element('span', {}, `${run?.experiment ?? ''} `, element('small', {}, input.value)),
      ),
    );
  });
  const note = partNote(report);
  const fill = () => {
    const found = closerOf(report, now().closer);
    inputs.forEach((input) => (input.checked = input.value === found?.run.id));
    bodies.forEach((body, index) => {
      const make = parts[index]?.[1];
      const made =
        found === undefined || make === undefined ? ['No run can be looked at closer.'] : make(found);
      body.replaceChildren(...made.filter((child) => child !== null));
    });
  };
  follow(['closer'], fill);
  matchMedia('(max-width: 760px)').addEventListener('change', fill);
  fill();
  return [
    radios,
    ...(note === undefined ? [] : [note]),
    ...parts.map(([title], index) => section(title, bodies[index] ?? null)),
  ];
}

/** Where not all runs can be looked at closer: that it is so, why, and how to have others. */
function partNote({closer: some, runs}: Report): HTMLElement | undefined {
  if (some.length === runs.length) return undefined;
  return element(
    'p',
    {class: 'quiet'},
    `Figures take room, so ${some.length} of the ${plural(runs.length, 'run')} can be looked at closer. `,
    element('code', {}, `epochal report --figures ${runs.length}`),
    ' has all of them, ',
    element('code', {}, "--figures 'tag=paper'"),
    ' those that pass a filter.',
  );
}

function closerOf(
  {runs, closer: all, artifacts, seriesOf}: Report,
  id: string | undefined,
): Closer | undefined {
  const found = all.find((each) => each.id === id) ?? all[0];
  const run = runs.find((each) => each.id === found?.id);
  if (found === undefined || run === undefined) return undefined;
  const trained = seriesOf(run.id).flatMap(({stage, points}) => (points.length > 1 ? [stage] : []));
  return {
    run,
    closer: found,
    artifactOf: (key) => (key === null ? undefined : artifacts[key]),
    before: inputsOf(found, trained),
  };
}

/** All that these stages need, and what that needs. */
function inputsOf({stages}: CloserRun, names: readonly string[]): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = (name: string) => {
    for (const need of stages.find((stage) => stage.name === name)?.needs ?? []) {
      if (needed.has(need)) continue;
      needed.add(need);
      visit(need);
    }
  };
  names.forEach(visit);
  return needed;
}
