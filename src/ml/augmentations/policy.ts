import type {FillMode} from './fill-modes.ts';

/** What is done to each training image, drawn afresh for every epoch and image. Only what is on is named. */
export interface AugmentationPolicy {
  /** Augmentation param → strength, as in `{rotation: 10, zoom: 0.1}`. */
  readonly strengths: Readonly<Record<string, number | boolean>>;
  /** Their other params, as in `{zoom_mode: 'together'}`. What is at its default may be left out. */
  readonly options?: Readonly<Record<string, number | string>>;
  readonly fill: FillMode;
  /** The grey level, 0–255, that `fill: constant` fills with; 0 unless given. */
  readonly fillValue?: number;
}
