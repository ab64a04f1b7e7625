/** Seconds as people read them: `0.04 s`, `5.9 s`, `2 min 03 s`, `1 h 05 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** For what still changes, in whole seconds: `6 s`, `2 min 03 s`. */
export const elapsed = (seconds: number): string =>
  seconds < 60 ? `${Math.floor(Math.max(0, seconds))} s` : duration(Math.floor(seconds));

/** The same on a clock, for narrow places: `0:06`, `2:03`, `1:05:00`. */
export function clockTime(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, two(whole % 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

const two = (number: number): string => String(number).padStart(2, '0');
