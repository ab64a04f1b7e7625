/** What is done to each training image, drawn afresh for every epoch and image. Only what is on is named. */
export interface AugmentationPolicy {
  /** Augmentation param → strength, as in `{rotation: 10, zoom: 0.1}`. */
  readonly strengths: Readonly<Record<string, number | boolean>>;
  readonly fill: 'nearest';
}
