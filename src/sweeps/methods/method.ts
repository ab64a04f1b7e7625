import type {Point, Space} from '../sweep.ts';

/** A way to choose points. One file a method; `index.ts` lists them. */
export interface Method {
  /** Equal to its file's name; what `method:` says. */
  readonly name: string;
  /** One line for messages and docs. */
  readonly summary: string;
  /** It needs every dimension to have so and so many values. */
  readonly finite: boolean;
  /** What it chooses rests on what came of earlier points. */
  readonly usesResults: boolean;
  /** What it can do with the number of dimensions, where that is limited. */
  readonly mostDimensions?: number;
  readonly choose: (asked: Asked) => Chosen | undefined;
}

/** All that a choice may depend on. */
export interface Asked {
  readonly space: Space;
  readonly seed: number;
  /** How often it was asked before: the same number gives the same answer. */
  readonly draw: number;
}

export interface Chosen {
  readonly point: Point;
  /** Why this one, for the record. */
  readonly reason: string;
}
