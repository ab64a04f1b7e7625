import type {RunDetail, Series} from './run-summary.ts';

/** Where a repeated run first leaves the path of the run that it repeats. */
export interface Divergence {
  readonly stage: string;
  /** What of it differs: its result, or that the repeat has none. */
  readonly what: 'digest' | 'missing';
  readonly recorded: string;
  readonly repeated: string | null;
  /** The first step at which a metric of the stage differs; null where all are equal. */
  readonly metric: {
    readonly name: string;
    readonly step: number;
    readonly recorded: number;
    readonly repeated: number | null;
  } | null;
  /** Same fingerprint, other result: then it is the machine or chance. Other fingerprint: code, engine or an input. */
  readonly sameKey: boolean;
  /** What differs around the two: name → recorded, repeated. */
  readonly around: Readonly<Record<string, readonly [unknown, unknown]>>;
}

/** The first divergence in order of the stages; undefined where every stage left the same bytes. */
export function firstDivergence(recorded: RunDetail, repeated: RunDetail): Divergence | undefined {
  for (const stage of recorded.stages) {
    if (stage.digest === null) continue;
    const again = repeated.stages.find(({name}) => name === stage.name);
    if (again?.digest === stage.digest) continue;
    return {
      stage: stage.name,
      what: again?.digest == null ? 'missing' : 'digest',
      recorded: stage.digest,
      repeated: again?.digest ?? null,
      metric: firstMetric(seriesOf(recorded, stage.name), seriesOf(repeated, stage.name)),
      sameKey: again?.key === stage.key,
      around: differences(
        {...recorded.environment, threads: stage.threads},
        {...repeated.environment, threads: again?.threads ?? null},
      ),
    };
  }
  return undefined;
}

const seriesOf = ({metrics}: RunDetail, stage: string): readonly Series[] =>
  metrics.filter((series) => series.stage === stage && !timing.has(series.name));

/** These measure the machine, not the model. */
const timing = new Set(['epoch_seconds', 'images_per_second']);

function firstMetric(recorded: readonly Series[], repeated: readonly Series[]): Divergence['metric'] {
  let first: Divergence['metric'] = null;
  for (const {name, points} of recorded) {
    const again = new Map(
      repeated.find((series) => series.name === name)?.points.map(({step, value}) => [step, value]),
    );
    const point = points.find(({step, value}) => !Object.is(again.get(step), value));
    if (point === undefined || (first !== null && first.step <= point.step)) continue;
    first = {name, step: point.step, recorded: point.value, repeated: again.get(point.step) ?? null};
  }
  return first;
}

function differences(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    names.flatMap((name) =>
      one[name] === other[name] ? [] : [[name, [one[name] ?? null, other[name] ?? null] as const]],
    ),
  );
}
