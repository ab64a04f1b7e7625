import type {PlannedRun, Stage} from './pipeline.ts';
import {stretchOf} from './prefix.ts';
import {signaturesOf} from './signatures.ts';

/**
 * Of the runs of an execution, stages that differ only in how far they go are done one after the other, the shortest first: each goes on
 * where the one before ended. So 5, 10, 20 and 40 epochs train 40, not 75.
 *
 * A stage waits only for shorter ones with the same stages before them: nobody waits in a circle.
 */
export interface Relay {
  /** A run takes part from now on. */
  readonly add: (run: PlannedRun) => void;
  /** Resolves when all stages that go almost as far as this one have ended; undefined where there are none under way. */
  readonly before: (
    run: PlannedRun,
    stage: Stage,
  ) => {readonly length: number; readonly ended: Promise<unknown>} | undefined;
  readonly ended: (run: PlannedRun, stage: Stage) => void;
}

interface Runner {
  readonly series: string;
  readonly length: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

export function openRelay(): Relay {
  const bySeries = new Map<string, Set<Runner>>();
  const byRun = new Map<PlannedRun, Map<string, Runner>>();
  return {
    add: (run) => {
      if (!run.pipeline.stages.some(({definition}) => definition.prefix !== undefined)) return;
      const signatures = signaturesOf(run.pipeline);
      const ofRun = new Map<string, Runner>();
      for (const {name, definition, params} of run.pipeline.stages) {
        const {holds, length} = stretchOf(definition, params);
        const series = signatures.get(name)?.series;
        if (holds !== true || series === undefined) continue;
        const runner = newRunner(series, length);
        ofRun.set(name, runner);
        bySeries.set(series, (bySeries.get(series) ?? new Set()).add(runner));
      }
      if (ofRun.size > 0) byRun.set(run, ofRun);
    },
    before: (run, {name}) => {
      const runner = byRun.get(run)?.get(name);
      if (runner === undefined) return undefined;
      const shorter = [...(bySeries.get(runner.series) ?? [])].filter(({length}) => length < runner.length);
      if (shorter.length === 0) return undefined;
      const length = Math.max(...shorter.map((each) => each.length));
      return {
        length,
        ended: Promise.all(shorter.filter((each) => each.length === length).map(({ended}) => ended)),
      };
    },
    ended: (run, {name}) => {
      const ofRun = byRun.get(run);
      const runner = ofRun?.get(name);
      if (ofRun === undefined || runner === undefined) return;
      runner.end();
      ofRun.delete(name);
      if (ofRun.size === 0) byRun.delete(run);
      const ofSeries = bySeries.get(runner.series);
      ofSeries?.delete(runner);
      if (ofSeries?.size === 0) bySeries.delete(runner.series);
    },
  };
}

function newRunner(series: string, length: number): Runner {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {series, length, ended, end: () => end()};
}
