import type {LabelledImages} from './csv-images.ts';

/**
 * Parts rows into train and test so that every label gives the same fraction to the test split (stratified). A label of
 * two rows or more has at least one in each; a label of one row stays in train. Rows keep their order.
 */
export const carveTest = (
  all: LabelledImages,
  fraction: number,
  /** A whole number from 0 to the given one - 1. */
  below: (limit: number) => number,
): {readonly train: LabelledImages; readonly test: LabelledImages} => {
  const inTest = new Uint8Array(all.count);
  const rowsOf = all.labels.map((): number[] => []);
  all.labelOf.forEach((label, row) => rowsOf[label]?.push(row));
  for (const rows of rowsOf) {
    const wanted = Math.round(rows.length * fraction);
    const taken = Math.min(rows.length - 1, Math.max(1, wanted));
    // The first steps of a Fisher–Yates shuffle choose without favour.
    for (let at = 0; at < taken; at++) {
      const other = at + below(rows.length - at);
      const row = rows[other] ?? 0;
      rows[other] = rows[at] ?? 0;
      rows[at] = row;
      inTest[row] = 1;
    }
  }
  return {train: pick(all, (row) => inTest[row] === 0), test: pick(all, (row) => inTest[row] === 1)};
};

const pick = (all: LabelledImages, wanted: (row: number) => boolean): LabelledImages => {
  const rows = [...all.labelOf.keys()].filter(wanted);
  const size = all.height * all.width;
  const images = new Uint8Array(rows.length * size);
  rows.forEach((row, at) => images.set(all.images.subarray(row * size, (row + 1) * size), at * size));
  const labelOf = Uint32Array.from(rows, (row) => all.labelOf[row] ?? 0);
  const seen = new Set(labelOf);
  const kept = all.labels.flatMap((label, index) => (seen.has(index) ? [{label, index}] : []));
  const renumbered = new Map(kept.map(({index}, at) => [index, at]));
  return {
    ...all,
    count: rows.length,
    images,
    labels: kept.map(({label}) => label),
    labelOf: labelOf.map((index) => renumbered.get(index) ?? 0),
  };
};
