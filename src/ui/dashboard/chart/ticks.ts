/** Round numbers from `low` to `high`, at most so many: 1, 2 or 5 times a power of ten apart, and no nearer than `least`. */
export function ticks(low: number, high: number, most: number, least = 0): readonly number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, most - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const nearest = ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const step = Math.max(nearest, least);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const count = Math.min(last - first + 1, most);
  return Array.from({length: Math.max(0, count)}, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Powers of ten, and between them 2 and 5 where there is room; of very many powers every second or third; within less than one, as on a straight axis. */
export function logTicks(low: number, high: number, most: number): readonly number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const within = (factors: readonly number[]) =>
    Array.from({length: to - from + 1}, (_, index) => 10 ** (from + index))
      .flatMap((power) => factors.map((factor) => Number((factor * power).toPrecision(12))))
      .filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  const fine = within([1, 2, 5]);
  if (fine.length < 2) return ticks(low, high, most);
  const powers = within([1]);
  const every = Math.ceil(powers.length / most);
  return fine.length <= most ? fine : powers.filter((_, index) => index % every === 0);
}

/** Ticks of one axis, each as short as can be and yet other than its neighbours. */
export function tickTexts(all: readonly number[]): readonly string[] {
  const isDistinct = (texts: readonly string[]) => new Set(texts).size === texts.length;
  const short = all.map(tickText);
  if (isDistinct(short)) return short;
  for (let digits = 5; digits < mostDigits; digits++) {
    const texts = all.map((value) => String(Number(value.toPrecision(digits))));
    if (isDistinct(texts)) return texts;
  }
  return all.map(String);
}

/** A double has 16 to 17. */
const mostDigits = 16;

/** A tick as short as can be: `0.05`, `12k`, `3.5M`, `1e-5`. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return value.toExponential().replace('e+', 'e');
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(4)));
}
