import {endGroup} from '../runner/end-group.ts';

/** Process groups of children. */
export interface ProcessGroups {
  /** From now on it ends with this process, however that comes to its end by itself. */
  readonly add: (pid: number) => void;
  readonly remove: (pid: number) => void;
}

/** One listener for all: so many side by side look like a leak otherwise, and Node warns of it. */
export function openProcessGroups(): ProcessGroups {
  const groups = new Set<number>();
  const endAll = () => groups.forEach((pid) => endGroup(pid, 'SIGKILL'));
  return {
    add: (pid) => {
      if (groups.size === 0) process.on('exit', endAll);
      groups.add(pid);
    },
    remove: (pid) => {
      groups.delete(pid);
      if (groups.size === 0) process.off('exit', endAll);
    },
  };
}
