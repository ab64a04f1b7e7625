/** What `epochal model <name>` tells. Gathered by the verb, shown by `modelText` and `--json`. */
export interface ModelReport {
  readonly model: string;
  readonly summary: string;
  /** The paper or page it comes from. */
  readonly source: string;
  /** Its own params, with every default. */
  readonly params: Readonly<Record<string, unknown>>;
  /** `[height, width, channels]`. */
  readonly image: readonly number[];
  readonly classes: number;
  readonly batch_size: number;
  readonly parameters: number;
  /** How many of them no gradient trains: the moving statistics of batch normalisation. */
  readonly statistics: number;
  /** For one image, forward. */
  readonly multiply_adds: number;
  /** In bytes, as float32. */
  readonly memory: {
    readonly weights: number;
    /** What all layers put out for a batch: kept until the backward pass has used it. */
    readonly activations: number;
  };
  readonly layers: readonly LayerReport[];
}

export interface LayerReport {
  readonly name: string;
  readonly settings: string;
  readonly inputs: readonly string[];
  /** Without the batch. */
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly multiply_adds: number;
}

/** One line of `epochal model`. */
export interface ModelLine {
  readonly model: string;
  readonly summary: string;
  readonly source: string;
  /** With default params, for the images and classes asked about; null where the images are too small. */
  readonly parameters: number | null;
  readonly multiply_adds: number | null;
}
