import {availableParallelism} from 'node:os';
import {byPlace} from '../executors/by-place.ts';
import {inChildProcess} from '../executors/child-process.ts';
import {inProcess} from '../executors/in-process.ts';
import {engineInfo} from '../ml/engine-info.ts';
import {systemClock} from '../runner/clock.ts';
import type {Execution} from '../runner/execution.ts';
import {environmentOf} from '../runner/environment.ts';
import {runIds} from '../runner/run-ids.ts';
import {standing} from '../tracking/acceptances.ts';
import {claimRunId} from '../tracking/claim-run-id.ts';
import {findEqualRun} from '../tracking/find-run.ts';
import type {Tracking} from '../tracking/open-tracking.ts';
import {beside} from './beside.ts';
import {version} from './version.ts';

/** How wide, and what a failure stops. */
export interface ExecutionOptions {
  readonly jobs?: number;
  readonly failFast?: true;
  /** Stage → threads, where a run is repeated. */
  readonly threads?: Readonly<Record<string, number>>;
  /** Recorded beside those of the environment. */
  readonly facts?: Readonly<Record<string, string>>;
}

interface Given extends Pick<Execution, 'runs' | 'store' | 'code' | 'emit' | 'signal' | 'env'> {
  readonly tracking: Tracking;
  readonly folder: string;
  readonly options: ExecutionOptions;
}

/** How every verb that runs a pipeline runs it: on this machine, with the built-in executors, into this record. */
export function executionOf({tracking, folder, options, ...given}: Given): Execution {
  const {env} = given;
  const environment = environmentOf({workspace: folder, version});
  return {
    ...given,
    executor: byPlace({
      here: inProcess,
      child: inChildProcess({entry: beside('child.js')}),
    }),
    engine: () => engineInfo({env}),
    accepted: standing(tracking),
    environment: environment.then(({facts}) => ({...facts, ...options.facts})),
    changes: environment.then(({changes}) => changes),
    cores: availableParallelism(),
    ...(options.threads === undefined ? {} : {recordedThreads: options.threads}),
    lanes: lanesFor(options.jobs ?? availableParallelism()),
    clock: systemClock,
    policy: options.failFast === true ? 'fail-fast' : 'keep-going',
    newRunId: runIds({now: Date.now, claim: (id) => claimIn(tracking, id)}),
    findEqualRun: (keys) => {
      const equal = findEqualRun(tracking, keys);
      return equal.ok ? equal.value : undefined;
    },
  };
}

/** Fetching is polite; trainings and all else take a core each. */
const lanesFor = (jobs: number) => ({network: Math.min(2, jobs), light: jobs, training: jobs});

/** Undefined where the record cannot be written: that is told by what records, and the work goes on. */
function claimIn(tracking: Tracking, id: string): boolean | undefined {
  const claimed = claimRunId(tracking, id);
  return claimed.ok ? claimed.value : undefined;
}
