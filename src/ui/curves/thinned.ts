interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Of very many points as many as a chart can show: of each part of the curve its first, lowest, highest and last, and one that is no number.
 * Drawn on a screen that has fewer columns than there are parts, it looks as all of them do.
 */
export function thinned<P extends Point>(points: readonly P[], most: number): readonly P[] {
  if (points.length <= most) return points;
  const size = Math.ceil(points.length / Math.max(1, Math.floor(most / ofEachPart)));
  return Array.from({length: Math.ceil(points.length / size)}, (_, part) =>
    tellingOf(points.slice(part * size, (part + 1) * size)),
  ).flat();
}

const ofEachPart = 5;

function tellingOf<P extends Point>(points: readonly P[]): readonly P[] {
  let lowest: number | undefined;
  let highest: number | undefined;
  let odd: number | undefined;
  points.forEach(({y}, index) => {
    if (!Number.isFinite(y)) {
      odd ??= index;
      return;
    }
    if (lowest === undefined || y < (points[lowest]?.y ?? NaN)) lowest = index;
    if (highest === undefined || y > (points[highest]?.y ?? NaN)) highest = index;
  });
  const kept = [...new Set([0, lowest ?? 0, highest ?? 0, odd ?? 0, points.length - 1])].sort(
    (a, b) => a - b,
  );
  return kept.flatMap((index) => points[index] ?? []);
}
