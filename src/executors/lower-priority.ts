import {constants, getPriority, setPriority} from 'node:os';

/** Has a process give way to others by so many steps of niceness more than now; what it starts inherits that. 0 is this process. */
export function lowerPriority(by: number, pid = 0): void {
  if (by <= 0) return;
  try {
    setPriority(pid, Math.min(constants.priority.PRIORITY_LOW, getPriority(pid) + by));
  } catch {
    // It ended in the meantime, or the system does not let us: then it runs as others do.
  }
}
