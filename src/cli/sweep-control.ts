import {existsSync} from 'node:fs';
import {fail, type Failure, type Result} from '../runner/failure.ts';
import {standingOf} from '../sweeps/standing.ts';
import type {SweepRequest} from '../sweeps/steering.ts';
import type {Sweep} from '../sweeps/sweep.ts';
import {sweepNowhere, trialNowhere, trialOver} from '../tracking/failures.ts';
import {openTracking, type Tracking} from '../tracking/open-tracking.ts';
import {askSweep, findSweepRow, isAlive} from '../tracking/sweep-requests.ts';
import {historyOf} from '../tracking/sweep-record.ts';
import {sweepStatus} from '../tracking/sweep-status.ts';
import {plural} from '../ui/numbers.ts';
import {sweepStatusJson, sweepStatusText} from '../ui/sweep-status-text.ts';
import {findSweep} from './find-sweep.ts';
import type {SweepControlOptions, SweepOptions} from './options/sweeps.ts';
import {print, refuse} from './say.ts';
import {readTerminal} from './terminal.ts';
import {workspaceOf} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal sweep status`: where it stands, from the record alone; of all sweeps where none is named. */
export async function sweepStatusVerb(
  name: string | undefined,
  options: SweepControlOptions & {readonly json?: true},
  env: Env,
): Promise<number> {
  return withRecord(options, async (tracking) => {
    const names = name === undefined ? sweepNames(tracking) : [nameOf(name)];
    const found = names.map((each) => sweepStatus(tracking, each));
    const missing = found.find((each) => !each.ok);
    if (missing?.ok === false) return refuse([await whyMissing(missing.failure, name ?? '', options)]);
    const all = found.flatMap((each) => (each.ok ? [each.value] : []));
    if (options.json === true) {
      await print(sweepStatusJson(name === undefined ? all : all[0]));
      return 0;
    }
    const {columns: width} = readTerminal(env, process.stdout);
    if (all.length === 0) await print('No sweep is on record here: `epochal sweep` starts one.');
    else await print(all.map((each) => sweepStatusText(each, width === undefined ? {} : {width})).join('\n'));
    return 0;
  });
}

/** `epochal sweep pause`, `stop`, `add`: asks it of the process that runs the sweep. */
export const sweepAskVerb = (
  name: string,
  request: SweepRequest,
  options: SweepControlOptions,
): Promise<number> =>
  withRecord(options, async (tracking) => {
    const sweep = nameOf(name);
    const asked = check(tracking, sweep, request);
    if (!asked.ok) return refuse([await whyMissing(asked.failure, name, options)]);
    await print(said(sweep, request, asked.value));
    return 0;
  });

/** `epochal sweep resume`: one that is paused goes on where it runs, another goes on here. */
export async function sweepResumeVerb(name: string, options: SweepOptions, env: Env): Promise<number> {
  const file = options.file ?? 'pipeline.yaml';
  const here = openTracking(workspaceOf(file).record, {create: false});
  if (!here.ok) return refuse([here.failure]);
  const row = findSweepRow(here.value, nameOf(name));
  here.value.close();
  if (row === undefined) return refuse([await whyMissing(sweepNowhere(nameOf(name)), name, {file})]);
  return isAlive(row)
    ? sweepAskVerb(name, {kind: 'resume'}, {file})
    : (await import('./sweep.ts')).sweepVerb(name, options, env);
}

/** Whether there is somebody to take it up. */
function check(
  tracking: Tracking,
  sweep: string,
  request: SweepRequest,
): Result<{readonly isAlive: boolean}> {
  const row = findSweepRow(tracking, sweep);
  if (row !== undefined && request.kind === 'stop-trial') {
    // It was written by this program; whether it is whole is SQLite's care.
    const {trials} = standingOf(JSON.parse(row.spec) as Sweep, historyOf(tracking, row.number));
    const trial = trials[request.trial - 1];
    if (trial === undefined) return fail(trialNowhere(sweep, request.trial, trials.length));
    if (trial.status !== 'running' && trial.status !== 'paused')
      return fail(trialOver(sweep, request.trial, trial.status));
  }
  const asked = askSweep(tracking, sweep, {request, now: Date.now()});
  return asked.ok ? {ok: true, value: {isAlive: isAlive(asked.value)}} : asked;
}

function said(sweep: string, request: SweepRequest, {isAlive: runs}: {readonly isAlive: boolean}): string {
  switch (request.kind) {
    case 'pause':
      return `${sweep} pauses: nothing new begins, what runs goes on to where it is judged. \`epochal sweep resume ${sweep}\` goes on.`;
    case 'resume':
      return `${sweep} goes on.`;
    case 'stop':
      return `${sweep} stops. \`epochal sweep resume ${sweep}\` goes on from the last epoch of what ran.`;
    case 'stop-trial':
      return `Trial ${request.trial} of ${sweep} stops; the sweep goes on.`;
    case 'add':
      return runs
        ? `${sweep} may try ${plural(request.trials, 'trial')} more.`
        : `${sweep} may try ${plural(request.trials, 'trial')} more: \`epochal sweep resume ${sweep}\` does.`;
    default:
      return request satisfies never;
  }
}

/** What is not on record may have no file either: then there is nothing to start. */
async function whyMissing(failure: Failure, name: string, {file}: SweepControlOptions): Promise<Failure> {
  const isFile = /\.ya?ml$/.test(name) && existsSync(name);
  if (failure.code !== sweepNowhere('').code || isFile) return failure;
  const found = await findSweep(nameOf(name), file);
  return found.ok ? failure : found.failure;
}

async function withRecord(
  {file}: SweepControlOptions,
  work: (tracking: Tracking) => Promise<number>,
): Promise<number> {
  const tracking = openTracking(workspaceOf(file).record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  try {
    return await work(tracking.value);
  } finally {
    tracking.value.close();
  }
}

/** A file of a sweep stands for its name. */
const nameOf = (name: string): string => name.replace(/^.*\//, '').replace(/\.sweep\.ya?ml$/, '');

const sweepNames = ({prepare}: Tracking): readonly Sweep['name'][] =>
  prepare<[], {readonly name: string}>('SELECT name FROM sweeps GROUP BY name ORDER BY max(number)')
    .all()
    .map(({name}) => name);
