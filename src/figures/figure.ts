/** A picture as SVG text; PNG is made from it. Made from data alone, so equal data give equal bytes. */
export interface Figure {
  readonly svg: string;
}
