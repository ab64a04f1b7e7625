/** A bar of so many columns, filled to a part from 0 to 1: told by shape, not only by colour. */
export function bar(part: number, width: number): {readonly full: string; readonly rest: string} {
  const full = Math.min(width, Math.round(part * width));
  return {full: '━'.repeat(full), rest: '┄'.repeat(width - full)};
}
