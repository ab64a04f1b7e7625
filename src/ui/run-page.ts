import type {ParamValue} from '../runner/param-value.ts';
import type {RunRecord} from '../tracking/run-record.ts';
import type {RunDetail, Series} from '../tracking/run-summary.ts';
import {acceptanceLines} from './accept-text.ts';
import {alignColumns} from './columns.ts';
import {duration} from './duration.ts';
import {failureText} from './failure-text.ts';
import {runGlyphs, stageGlyphs} from './glyphs.ts';
import {jsonText} from './json.ts';
import {measure, plural} from './numbers.ts';
import {printable} from './text-width.ts';

interface Options {
  /** Places in files below this folder are named from it. */
  readonly folder?: string;
  /** What it can be repeated from. */
  readonly recorded?: RunRecord;
}

/** Everything about a run, as plain text: `epochal show`. Names of metrics, params and facts may be anything: no line has control characters. */
export function runPage(run: RunDetail, options: Options = {}): string {
  return [
    head(run),
    ['Stages', stagesOf(run)],
    ['Accepted', acceptanceLines(options.recorded?.accepted ?? [])],
    ['Failure', failuresOf(run, options)],
    ['Metrics', bestOf(run)],
    ...epochTables(run),
    ['Params', paramsOf(run)],
    ['Facts', pairs(run.facts)],
    ['Environment', pairs(run.environment)],
    ['Recorded', recordedOf(options.recorded)],
    [
      'Notes',
      run.notes.map(({written, note}) => `${written.slice(0, 16).replace('T', ' ')}  ${printable(note)}`),
    ],
  ]
    .flatMap((section) => {
      if (typeof section === 'string') return [section];
      const [title, lines] = section as readonly [string, readonly string[]];
      return lines.length === 0
        ? []
        : [`${title}\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`];
    })
    .join('\n')
    .split('\n')
    .map(printable)
    .join('\n');
}

/** The same for programs. */
export const runJson = (run: RunDetail): string => `${jsonText(run)}\n`;

function head({id, experiment, pipeline, status, started, seconds, data, tags}: RunDetail): string {
  const when = `started ${started.slice(0, 19).replace('T', ' ')} UTC`;
  const lasted = seconds === null ? [] : [`took ${duration(seconds)}`];
  const source =
    data === null
      ? []
      : [
          data.sample
            ? `data: the built-in sample (generated pictures, not real ones), ${data.digest.slice(0, 7)}`
            : `data: ${printable(data.dataset)} (${data.source}), ${data.digest.slice(0, 7)}`,
        ];
  return [
    `${runGlyphs[status]} ${printable(experiment)} · run ${id} · ${status}`,
    [`pipeline ${printable(pipeline)}`, when, ...lasted].join(' · '),
    ...source,
    ...(tags.length === 0 ? [] : [`tags: ${tags.map(printable).join(', ')}`]),
    '',
  ].join('\n');
}

function stagesOf({stages}: RunDetail): readonly string[] {
  return alignColumns(
    stages.map(({name, how, seconds, key, reason, threads, attempts}) => [
      `${stageGlyphs[how]} ${name}`,
      how,
      seconds === null ? '' : duration(seconds),
      key?.slice(0, 10) ?? '',
      [
        ...(reason === null ? [] : [printable(reason)]),
        ...(threads === null ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
        ...(attempts === null || attempts < 2 ? [] : [`${attempts} attempts`]),
      ].join(' · '),
    ]),
  );
}

const failuresOf = ({stages}: RunDetail, options: Options): readonly string[] =>
  stages.flatMap(({name, failure}) =>
    failure === null ? [] : `${name}: ${failureText(failure, options)}`.split('\n'),
  );

function bestOf({latest, best, best_step}: RunDetail): readonly string[] {
  const rows = Object.entries(latest).map(([name, value]) => {
    const step = best_step[name];
    return [
      printable(name),
      measure(value),
      best[name] === undefined ? '' : measure(best[name]),
      step === undefined || step === 0 ? '' : `at ${step}`,
    ];
  });
  return rows.length === 0 ? [] : alignColumns([['', 'latest', 'best', ''], ...rows]);
}

/** For each stage that has epochs, a table of all metrics by epoch. */
function epochTables({metrics}: RunDetail): readonly (readonly [string, readonly string[]])[] {
  const stages = new Map<string, Series[]>();
  for (const series of metrics) {
    if (series.points.length > 1) stages.set(series.stage, [...(stages.get(series.stage) ?? []), series]);
  }
  return [...stages].map(([stage, all]) => {
    const steps = [...new Set(all.flatMap(({points}) => points.map(({step}) => step)))].sort((a, b) => a - b);
    const values = all.map(({points}) => new Map(points.map(({step, value}) => [step, value])));
    const rows = thinned(steps).map((step) => [
      String(step),
      ...values.map((ofSeries) => {
        const value = ofSeries.get(step);
        return value === undefined ? '' : measure(value);
      }),
    ]);
    return [
      `Epochs of ${stage}`,
      alignColumns([['epoch', ...all.map(({name}) => printable(name))], ...rows]),
    ];
  });
}

/** Of very many rows some, with the first and the last; `--json` has all. */
function thinned(steps: readonly number[]): readonly number[] {
  const every = Math.ceil(steps.length / mostRows);
  return every <= 1 ? steps : steps.filter((_, index) => index % every === 0 || index === steps.length - 1);
}

const mostRows = 100;

const paramsOf = ({params}: RunDetail): readonly string[] =>
  alignColumns(Object.entries(params).map(([name, value]) => [printable(name), valueText(value)]));

const pairs = (facts: Readonly<Record<string, ParamValue>>): readonly string[] =>
  alignColumns(Object.entries(facts).map(([name, value]) => [printable(name), valueText(value)]));

function recordedOf(recorded: RunRecord | undefined): readonly string[] {
  if (recorded === undefined) return [];
  const {recipe, changes} = recorded;
  const lines = changes?.split('\n') ?? [];
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  return alignColumns([
    ...(recipe === undefined ? [] : [['pipeline', 'as it was resolved', '--pipeline prints it']]),
    ...(changes === undefined
      ? []
      : [
          [
            'changes',
            `${plural(count(/^diff --git /), 'file')} beside the commit, +${count(/^\+(?!\+\+ )/)} −${count(/^-(?!-- )/)}`,
            '--diff prints them',
          ],
        ]),
  ]);
}

const valueText = (value: ParamValue): string =>
  printable(typeof value === 'string' ? value : JSON.stringify(value));
