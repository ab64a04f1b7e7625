import {constants, getPriority, setPriority} from 'node:os';

/** Has this process, and all that it starts from now on, give way to others by so many steps of niceness more than now. */
export function lowerPriority(by: number): void {
  try {
    setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + by));
  } catch {
    // The system does not let us: then it runs as others do.
  }
}
