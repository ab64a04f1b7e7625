import type {StageReport} from '../runner/stage-definition.ts';
import {bytes} from './bytes.ts';
import {count} from './numbers.ts';

export type Progress = Extract<StageReport, {type: 'progress'}>;

/** `12.3 MB of 45 MB`, `12,000 of 34,627 rows`, `12,000 rows`. */
export function progressText({done, total, unit}: Progress): string {
  if (unit === 'bytes') return total === undefined ? bytes(done) : `${bytes(done)} of ${bytes(total)}`;
  return total === undefined ? `${count(done)} ${unit}` : `${count(done)} of ${count(total)} ${unit}`;
}
