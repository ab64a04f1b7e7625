/**
 * A data set of labelled grey images, in memory and as a folder.
 *
 * The folder holds `dataset.json` (the fields of `DatasetHeader`), and for each split `<split>.images.u8`
 * (bytes, `[count, height, width]`, row-major) and `<split>.labels.u16` (class indices, little-endian).
 */
export interface Dataset {
  /** Class index → label as it stood in the source, sorted; `['0', '1', …]`. */
  readonly labels: readonly string[];
  /** Class index → what people call it, such as `A`; equal to `labels` where nothing better is known. */
  readonly names: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly train: Split;
  readonly test: Split;
  /** A generated stand-in, to be labelled as such wherever it is shown. */
  readonly sample: boolean;
}

export interface Split {
  readonly count: number;
  /** `[count, height, width]`, grey levels 0–255. */
  readonly images: Uint8Array;
  /** `[count]`, class indices. */
  readonly classes: Uint16Array;
}
