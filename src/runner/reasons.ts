import {nearest, type Cause} from './causes.ts';
import type {FileChange} from './code-files.ts';
import type {Fingerprint} from './fingerprint.ts';
import type {Earlier, History} from './history.ts';

export const upToDate = 'same params, code and inputs as before';

export const forced = 'forced';

/** Why a stage waits for another process, or has what that made. */
export const doneBy = (pid: number | undefined): string =>
  `${pid === undefined ? 'another process' : `process ${pid}`} does the same work`;

/** Why a stage has to run, in words: what differs from the nearest earlier time, where it began. */
export async function whyItRuns(
  stage: string,
  fingerprint: Fingerprint,
  known: {readonly earlier: readonly Earlier[]; readonly history: History},
): Promise<string> {
  if (fingerprint.execution !== undefined) return 'without a cache (cache: false or --no-cache)';
  const found = await nearest(stage, fingerprint, known);
  if (found === undefined) return 'nothing cached yet';
  return found.causes.length === 0 ? 'its stored result is gone' : causesText(found.causes);
}

/** `train.epochs 20 → 40, code of ml/training.ts changed`. */
export function causesText(causes: readonly Cause[], most = 4): string {
  // Two modules that reach one file changed by that file: it is said once.
  const words = [...new Set(causes.flatMap((each) => causeWords(each)))];
  const said = words.slice(0, most);
  return [...said, ...(words.length > most ? [`and ${words.length - most} more`] : [])].join(', ');
}

/** One cause; changed code is told file by file. */
function causeWords({stage, field, name, before, after, files}: Cause): readonly string[] {
  switch (field) {
    case 'params':
      return [`${stage}.${name} ${value(before)} → ${value(after)}`];
    case 'inputs':
      return (
        files?.map(({file, change}) => `${file} ${change === 'changed' ? change : `is ${change}`}`) ?? [
          changed(`input ${name}`, before, after),
        ]
      );
    case 'externals':
      return [changed(`file ${name}`, before, after)];
    case 'packages':
      return [`package ${name} ${value(before)} → ${value(after)}`];
    case 'env':
      return [`${name} ${value(before)} → ${value(after)}`];
    case 'command':
      return [`command ${value(before)} → ${value(after)}`];
    case 'code':
      return files === undefined
        ? [changed(`code of ${name}`, before, after)]
        : files.map((file) => fileWords(file));
    case 'engine':
      return [`engine ${value(before)} → ${value(after)}`];
    case 'definition':
      return [`${stage} uses ${value(before)} → ${value(after)}`];
    case 'execution':
      return [after === undefined ? 'cache was false' : `${stage} is not cached (cache: false)`];
    default:
      return field satisfies never;
  }
}

const fileWords = ({file, change}: FileChange): string => {
  switch (change) {
    case 'changed':
      return `code of ${file} changed`;
    case 'new':
    case 'gone':
      return `code of ${file} is ${change}`;
    default:
      return change satisfies never;
  }
};

const changed = (what: string, before: unknown, after: unknown): string => {
  if (before === undefined) return `${what} is new`;
  return after === undefined ? `${what} is gone` : `${what} changed`;
};

const value = (given: unknown): string => {
  if (given === undefined) return 'unset';
  const text = (typeof given === 'string' ? given : JSON.stringify(given)).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};
