/** A grey picture and the cells that it covers. */
export interface Picture {
  /** `[height × width]`, 0 to 255. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}
