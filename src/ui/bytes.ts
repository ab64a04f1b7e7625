/** `812 B`, `12.3 MB`: decimal units, as disks and downloads are counted. */
export function bytes(size: number): string {
  let unit = 0;
  let left = size;
  while (left >= 999.5 && unit < units.length - 1) {
    left /= 1000;
    unit++;
  }
  const digits = unit === 0 || left >= 99.95 ? 0 : 1;
  return `${left.toFixed(digits)} ${units[unit] ?? ''}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
