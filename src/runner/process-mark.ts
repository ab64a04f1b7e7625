import {execFileSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {hostname} from 'node:os';

/**
 * Names what belongs to a process, so that others can tell when it is gone: `<host>-<pid>-<start>-<random>`.
 * A pid comes again; with its start time it does not.
 */
export const newMark = (): string => `${ownMark()}-${randomBytes(4).toString('hex')}`;

/** The part that all marks of this process share. */
export const ownMark = (): string => (own ??= `${host()}-${process.pid}-${startOf(process.pid) ?? 0}`);
let own: string | undefined;

/** `unknown`: made on another machine, or no mark at all. */
export function ownerOf(mark: string): 'alive' | 'gone' | 'unknown' {
  // Asked for every stage: of itself a process need not ask the system.
  if (mark === ownMark() || mark.startsWith(`${ownMark()}-`)) return 'alive';
  const [, on, pid, start] = /^([0-9a-f]{8})-(\d+)-(\w+)/.exec(mark) ?? [];
  if (on === undefined || on !== host()) return 'unknown';
  return startOf(Number(pid)) === start ? 'alive' : 'gone';
}

/** The process that a mark of this machine names. */
export const pidOf = (mark: string): number => Number(/^[0-9a-f]{8}-(\d+)-/.exec(mark)?.[1]);

const host = (): string => (named ??= createHash('sha256').update(hostname()).digest('hex').slice(0, 8));
let named: string | undefined;

/** When a process began, in whatever unit the system counts; undefined where there is none of that id. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // The second field is the program's name in parentheses, and may hold spaces; the start is the 22nd.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    const told = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {encoding: 'utf8', stdio: 'pipe'});
    return told.trim() === '' ? undefined : String(Date.parse(told.trim()));
  } catch {
    return undefined;
  }
}
