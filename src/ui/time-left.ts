import type {StageState} from './state.ts';

/**
 * Seconds until a stage ends, from the pace of its last epochs, or of its progress before the first has ended.
 * `now` in milliseconds since 1970. Undefined where nobody can tell.
 */
export function timeLeft({at, epochs, progress}: StageState, now: number): number | undefined {
  if (at.status !== 'running' && at.status !== 'waiting') return undefined;
  const {ends = [], current = 0, total} = epochs ?? {};
  // Epochs taken from a checkpoint are all told at one moment: they say nothing of the pace.
  const paces = ends.slice(1).flatMap((end, index) => {
    const pace = end - (ends[index] ?? end);
    return pace > 0 ? [pace] : [];
  });
  const last = ends.at(-1);
  if (total !== undefined && last !== undefined && paces.length > 0) {
    const pace = paces.reduce((sum, each) => sum + each, 0) / paces.length;
    return Math.max(0, (pace * (total - current) - (now - last)) / 1000);
  }
  if (progress?.total === undefined || progress.done <= 0) return undefined;
  return ((now - at.since) / 1000 / progress.done) * (progress.total - progress.done);
}

/** How much of a stage is done, from 0 to 1; undefined where nobody can tell. */
export function partDone({epochs, progress}: StageState): number | undefined {
  if (progress?.total !== undefined && progress.total > 0) return clamp(progress.done / progress.total);
  if (epochs?.total !== undefined && epochs.total > 0) return clamp(epochs.current / epochs.total);
  return undefined;
}

const clamp = (part: number): number => Math.min(1, Math.max(0, part));
