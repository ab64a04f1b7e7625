import {open} from 'node:fs/promises';
import {writeWhole} from '../../runner/write-whole.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import {whyUnwritable} from '../why-unwritable.ts';
import {reportUnwritable, reportWouldReplace} from './failures.ts';
import {reportMark} from './report-html.ts';

/** Writes a report, over an earlier one if need be, over nothing else. */
export async function writeReport(file: string, html: string): Promise<Result<void>> {
  try {
    const before = await beginning(file);
    if (before !== undefined && !before.includes(reportMark)) return fail(reportWouldReplace(file));
    await writeWhole(file, html);
    return ok(undefined);
  } catch (error) {
    return fail(reportUnwritable(file, whyUnwritable(error)));
  }
}

/** Undefined where there is no such file. */
async function beginning(file: string): Promise<string | undefined> {
  let found;
  try {
    found = await open(file, 'r');
    const {buffer, bytesRead} = await found.read(Buffer.alloc(1000), 0, 1000, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  } finally {
    await found?.close();
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
