import {readFileSync} from 'node:fs';

/** How much memory a process takes together with all that it started. */
export interface GroupMemory {
  /** The most that was seen at a time, in bytes; undefined where the system does not tell (elsewhere than on Linux), or it was over before a look. */
  readonly end: () => number | undefined;
}

/** Looks now and then until it is ended. Of each process its own peak counts, so that little is missed between two looks. */
export function followMemory(pid: number): GroupMemory {
  let most = 0;
  const look = () => {
    most = Math.max(most, peakOf(pid));
    timer = setTimeout(look, Math.min(longest, (pause *= 2))).unref();
  };
  let pause = 50;
  let timer = setTimeout(look, pause).unref();
  return {
    end: () => {
      clearTimeout(timer);
      return most > 0 ? most : undefined;
    },
  };
}

/** Milliseconds between looks: some dozen microseconds of work for each process. */
const longest = 2_000;

/** Bytes: of each its own peak, summed over it and all that it started. 0 where that is not to be known. */
export function peakOf(pid: number): number {
  const kilobytes = Number(/^VmHWM:\s*(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + peakOf(Number(child)), kilobytes * 1024);
}

/** Empty where it ended in the meantime. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
