/** How a value went, in as many values as a line can show: of very many, every second, fourth … one. */
export interface Course {
  readonly values: readonly number[];
  /** Each of them stands for so many. */
  readonly every: number;
  /** How many there were. */
  readonly seen: number;
}

export const noCourse: Course = {values: [], every: 1, seen: 0};

/** The course with one more value, in a time that does not grow with how many there were. */
export function withValue({values, every, seen}: Course, value: number): Course {
  if (seen % every !== 0) return {values, every, seen: seen + 1};
  if (values.length < most) return {values: [...values, value], every, seen: seen + 1};
  const fewer = values.filter((_, index) => index % 2 === 0);
  return withValue({values: fewer, every: every * 2, seen}, value);
}

/** More than a line has columns. */
const most = 256;
