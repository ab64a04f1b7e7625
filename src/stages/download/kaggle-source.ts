import {mkdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {fail, ok, type Failure, type Result} from '../../runner/failure.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import {findCredentials, secretsOf} from './credentials.ts';
import {downloadCancelled} from './failures.ts';
import {callKaggle} from './kaggle-cli.ts';
import {findKaggle} from './kaggle-command.ts';
import {kaggleFailure, kaggleMissing, tryingAgain, type KaggleContext} from './kaggle-failures.ts';
import {outcomeOf, type KaggleOutcome} from './kaggle-outcome.ts';
import type {DownloadParams} from './params.ts';
import {backOff, type Patience} from './patience.ts';
import {progressReporter} from './progress.ts';
import {redactor} from './redact.ts';
import type {StoredFile} from './store-file.ts';
import {unpack, usualLimits} from './unpack.ts';

/** Milliseconds before the second attempt. Kaggle's limits are by the minute. */
const firstWait = {'rate-limited': 15_000, other: 2_000} as const;

/**
 * Downloads a data set through the Kaggle CLI and unpacks it into the artifact. The CLI unpacks nothing for us: its own way trusts the
 * archive. What it got stays in scratch until the stage succeeds, so that the next attempt, or the next run, goes on from there.
 */
export async function fromKaggle(
  work: StageWork<DownloadParams>,
  patience: Patience,
): Promise<Result<readonly StoredFile[]>> {
  const command = await findKaggle(work.env);
  if (command === undefined) return fail(kaggleMissing);
  const folder = join(work.scratch, 'kaggle');
  await mkdir(folder, {recursive: true});
  const download: Download = {
    work,
    command,
    folder,
    archive: join(folder, `${work.params.dataset.split('/')[1] ?? ''}.zip`),
    redact: redactor(await secretsOf(work.env)),
  };
  for (let attempt = 1; ; attempt += 1) {
    const ended = await attemptOnce(download);
    if (ended.type === 'stored') return ok(ended.files);
    const reason = ended.type === 'refused' ? 'archive-broken' : ended.outcome.type;
    const again = ended.again && attempt < work.params.attempts;
    if (!again)
      return fail(
        ended.type === 'refused'
          ? ended.failure
          : kaggleFailure(ended.outcome, await contextOf(download, attempt)),
      );
    const wait = backOff(
      attempt + 1,
      reason === 'rate-limited' ? firstWait['rate-limited'] : firstWait.other,
      patience.random(),
    );
    work.report({
      type: 'log',
      level: 'warning',
      text: tryingAgain(reason, {attempt: attempt + 1, of: work.params.attempts, seconds: wait / 1000}),
    });
    await patience.sleep(wait, work.signal);
    if (work.signal.aborted) return fail(downloadCancelled);
  }
}

interface Download {
  readonly work: StageWork<DownloadParams>;
  readonly command: string;
  readonly folder: string;
  readonly archive: string;
  readonly redact: (text: string) => string;
}

type Attempt =
  | {readonly type: 'stored'; readonly files: readonly StoredFile[]}
  | {readonly type: 'refused'; readonly failure: Failure; readonly again: boolean}
  | {
      readonly type: 'failed';
      readonly outcome: Exclude<KaggleOutcome, {readonly type: 'done'}>;
      readonly again: boolean;
    };

async function attemptOnce(download: Download): Promise<Attempt> {
  const {work, archive} = download;
  const keptBefore = await sizeOf(archive);
  const outcome = await callOnce(download);
  if (outcome === 'cancelled') return {type: 'refused', failure: downloadCancelled, again: false};
  if (outcome.type !== 'done') {
    if (outcome.type !== 'crashed') return {type: 'failed', outcome, again: passes(outcome)};
    // Old versions stumble over a part they cannot go on from; without one there is nothing to gain.
    await forget(archive);
    return {type: 'failed', outcome, again: keptBefore > 0};
  }
  const files = await unpack({
    archive,
    name: `Kaggle's archive of ${datasetOf(work.params)}`,
    into: work.out,
    limits: {...usualLimits, bytes: work.params.max_unpacked * 2 ** 20},
    signal: work.signal,
    onProgress: progressReporter(work.report, 'unpacking'),
  });
  if (files.ok) return {type: 'stored', files: files.value};
  const broken = files.failure.code === 'archive-broken';
  // The CLI also ends well on half an archive, and would take it for whole the next time.
  if (broken) await forget(archive);
  return {type: 'refused', failure: files.failure, again: broken};
}

async function callOnce({work, ...download}: Download): Promise<KaggleOutcome | 'cancelled'> {
  const progress = progressReporter(work.report, 'downloading');
  const run = await callKaggle({
    command: download.command,
    args: ['datasets', 'download', '-d', datasetOf(work.params), '-p', download.folder],
    cwd: download.folder,
    env: work.env,
    redact: download.redact,
    signal: work.signal,
    patience: work.params.timeout * 60_000,
    onProgress: ({done, total, rate}) => progress(done, total, rate),
    onWarning: (text) => work.report({type: 'log', level: 'warning', text}),
  });
  if (run.ended === 'cancelled') return 'cancelled';
  if (run.ended !== undefined) return {type: run.ended};
  if (run.notStarted !== undefined) return {type: 'not-started', said: run.notStarted};
  const outcome = outcomeOf(run);
  return outcome.type === 'done' && (await sizeOf(download.archive)) === 0
    ? {type: 'crashed', said: 'it ended well and left no archive'}
    : outcome;
}

/** Whether waiting may help. */
const passes = (outcome: KaggleOutcome): boolean =>
  ['rate-limited', 'server-error', 'unreachable', 'cut', 'stalled'].includes(outcome.type);

const datasetOf = ({dataset, version}: DownloadParams): string =>
  version === undefined ? dataset : `${dataset}/${version}`;

async function contextOf(
  {work, command, folder, archive}: Download,
  attempts: number,
): Promise<KaggleContext> {
  return {
    dataset: datasetOf(work.params),
    command,
    credentials: await findCredentials(work.env),
    attempts,
    folder,
    kept: await sizeOf(archive),
    patienceMinutes: work.params.timeout,
  };
}

/** Also the marker that the CLI goes on by. */
const forget = (archive: string) =>
  Promise.all([rm(archive, {force: true}), rm(`${archive}.kaggle-partial`, {force: true})]);

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({size}) => size,
    () => 0,
  );
