import {InvalidArgumentError} from 'commander';
import {byteSize} from '../runner/byte-size.ts';
import {secondsOf} from '../sweeps/read-budget.ts';

/** `90s`, `12h`, `30d`, `2w` → milliseconds. */
export function age(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text.trim()) ?? [];
  const seconds = unit === undefined ? undefined : secondsIn[unit];
  if (amount === undefined || seconds === undefined)
    throw new InvalidArgumentError(`${text} is no age: write 30d, 12h or 2w.`);
  return Number(amount) * seconds * 1000;
}

const secondsIn: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600, d: 86_400, w: 604_800};

/** `500MB`, `20GB`, `1.5TB`, `10GiB`, `0` → bytes. */
export function size(text: string): number {
  const bytes = byteSize(text);
  if (bytes === undefined) throw new InvalidArgumentError(`${text} is no size: write 500MB, 20GB or 10GiB.`);
  return bytes;
}

/** `45s`, `30m`, `1h 30m` → seconds. */
export function time(text: string): number {
  const seconds = secondsOf(text);
  if (seconds === undefined) throw new InvalidArgumentError(`${text} is no time: write 45s, 30m or 2h.`);
  return seconds;
}

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError(`${text} is not a whole number above 0.`);
}

/** `28x28` → height and width in pixels. */
export function imageSize(text: string): readonly [number, number] {
  const [, height, width] = /^([1-9]\d{0,3})[x×]([1-9]\d{0,3})$/.exec(text) ?? [];
  if (height !== undefined && width !== undefined) return [Number(height), Number(width)];
  throw new InvalidArgumentError(`${text} is not a size such as 28x28.`);
}
