/** Something in a store that is not as it should be. */
export interface Finding {
  /** What is concerned, such as `train 3f2a9c1b` or `stat-index.json`. */
  readonly place: string;
  /** `damage`: something is lost or tells a lie. `leftover`: it is in nobody's way. */
  readonly kind: 'damage' | 'leftover';
  /** Goes on from the place and a colon. */
  readonly what: string;
  /** Puts it right, and says how. Throws what the file system throws. */
  readonly repair: () => Promise<Repair>;
}

export type Repair =
  /** `how` is a past participle: "removed". */
  {readonly repaired: true; readonly how: string} | {readonly repaired: false; readonly why: string};

export const repaired = (how: string): Repair => ({repaired: true, how});
