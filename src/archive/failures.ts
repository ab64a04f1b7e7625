import type {Failure} from '../runner/failure.ts';

/** All texts about archives of runs. */

const inArchive = (code: string, file: string, what: string, todo: string): Failure => ({
  code,
  blame: 'user',
  what: `${file} ${what}.`,
  todo,
  facts: {file},
});

const another =
  'Nothing was taken from it. Ask for the archive again, or export it anew with `epochal export-run`.';

export const archiveMissing = (file: string): Failure =>
  inArchive('archive-missing', file, 'is not there', 'Name a file that `epochal export-run` wrote.');

export const notAnArchive = (file: string, why: string): Failure =>
  inArchive('archive-broken', file, `is no whole archive: ${why}`, another);

export const notARun = (file: string): Failure =>
  inArchive('archive-not-a-run', file, 'holds no run, or one of a later version of epochal', another);

export const archiveUnsafe = (file: string, entry: string, why: string): Failure =>
  inArchive('archive-unsafe', file, `is not taken: its entry ${JSON.stringify(entry)} ${why}`, another);

export const archiveDiffers = (file: string, why: string): Failure =>
  inArchive('archive-damaged', file, `is damaged: ${why}`, another);

export const archiveTooLarge = (file: string, why: string): Failure =>
  inArchive(
    'archive-too-large',
    file,
    `is not taken: ${why}`,
    'Free some space, or put the workspace on another disk.',
  );

export const idTaken = (id: string): Failure => ({
  code: 'run-id-taken',
  blame: 'user',
  what: `Another run ${id} is on record here.`,
  todo: 'Import it under an id of its own with `--new-id`.',
  facts: {run: id},
});

export const runUnderWay = (id: string): Failure => ({
  code: 'run-under-way',
  blame: 'user',
  what: `Run ${id} is under way: only a run that has ended can be exported.`,
  todo: 'Wait for it, or end it first.',
  facts: {run: id},
});

export const targetThere = (file: string): Failure => ({
  code: 'target-taken',
  blame: 'user',
  what: `${file} is there already.`,
  where: {file},
  todo: 'Name another file with `-o`, or move that one away.',
});

export const storedDamaged = (stage: string, path: string): Failure => ({
  code: 'artifact-damaged',
  blame: 'outside',
  what: `The result of ${stage} is damaged in the store: ${path} is not what it was.`,
  todo: '`epochal fsck --repair` sets it aside; the next run makes it again.',
  facts: {stage, path},
});

export const cannotWrite = (file: string, reason: string): Failure => ({
  code: 'archive-refused',
  blame: 'outside',
  what: `${file} cannot be written: ${reason}.`,
  where: {file},
  todo: 'Name a place that you may write, on a disk with room.',
});
