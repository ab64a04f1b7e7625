import {chmod, readFile, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Stream} from '../../../src/ml/random.ts';
import {lookAfter} from './after.ts';
import {copyOf, filesUnder, startRun} from './ground.ts';
import type {Round} from './round.ts';
import {takeOut, type Study} from './study.ts';

/** Every kind of file that lies in a workspace, by its path in it. */
export const kindsOfFile: Readonly<Record<string, RegExp>> = {
  "an artifact's file": /^artifacts\/..\/\w{64}\/files\//,
  'a manifest': /\/manifest\.json$/,
  'a fingerprint': /\/fingerprint\.json$/,
  'a list of reports': /\/reports\.jsonl$/,
  'what a training keeps': /\/state\/checkpoint\.bin$/,
  'what is known of that': /\/state\.json$/,
  'a checkpoint': /^artifacts\/scratch\/.*checkpoint\.bin$/,
  'the index of files outside': /^artifacts\/stat-index/,
  'the index of contents': /^artifacts\/contents\.jsonl$/,
  'the index of fingerprints': /^artifacts\/fingerprints\.jsonl$/,
  'the history of code': /^artifacts\/code-files\.jsonl$/,
  'the record': /^experiments\/runs\.db$/,
  "the record's journal": /^experiments\/runs\.db-wal$/,
};

/** Those that only spare a longer training its first epochs. */
const kindsOfState: ReadonlySet<string> = new Set(['what a training keeps', 'what is known of that']);

/** One bit is another one, while times stay as they were, as when a disk decays. */
export const flipRound =
  (kind: string): Round =>
  async ({study, random}) => {
    const folder = await copyOf(study.folder);
    // Some are there only after a kill in the middle of a training.
    if (kind === 'a checkpoint' || kind === "the record's journal") await killTraining(folder, study);
    const files = await filesUnder(folder, (path) => kindsOfFile[kind]?.test(path) === true);
    const file = files[random.below(files.length)];
    if (file === undefined) return {folder, struck: false, what: 'none there', resumed: false, problems: []};
    const what = `${file}, ${await flip(join(folder, file), random)}`;
    const mayLoseState = kindsOfState.has(kind);
    return {
      folder,
      struck: true,
      what,
      ...(await lookAfter({folder, study, damaged: true, mayLoseState})),
    };
  };

async function killTraining(folder: string, study: Study): Promise<void> {
  await takeOut(folder, 'train', study);
  const running = startRun(folder);
  running.onEvent(({event}) => {
    if (event.type === 'stage-reported' && event.stage === 'train' && event.report.type === 'metrics')
      running.kill('SIGKILL');
  });
  await running.ended;
}

async function flip(file: string, random: Stream): Promise<string> {
  const {atime, mtime, mode} = await stat(file);
  const bytes = await readFile(file);
  if (bytes.length === 0) return 'empty';
  const place = random.below(bytes.length);
  const bit = random.below(8);
  bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
  await chmod(file, mode | 0o200);
  await writeFile(file, bytes);
  await chmod(file, mode);
  await utimes(file, atime, mtime);
  return `bit ${bit} of byte ${place}`;
}
