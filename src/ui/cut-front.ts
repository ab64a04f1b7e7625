import {widthOf} from './text-width.ts';

/** As `cut`, from its front: the end of the text is what is left. */
export function cutFront(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const {segment} of [...new Intl.Segmenter().segment(text)].reverse()) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept = segment + kept;
  }
  return `…${kept}`;
}
