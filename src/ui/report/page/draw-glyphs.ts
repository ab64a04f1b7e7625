import type uPlot from 'uplot';
import {lookOf} from '../../curves/series-looks.ts';
import type {ChartLine} from '../chart-lines.ts';

/** About so many on a line. */
const glyphs = 6;

/** On every line its run's glyph, so that colour is not needed to tell them apart. Lines begin with theirs at different places. */
export function drawGlyphs(
  plot: uPlot,
  lines: readonly ChartLine[],
  colourOf: (slot: number) => string,
): void {
  const {ctx} = plot;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  lines.forEach(({slot, twin, xs, ys}) => {
    if (twin) return;
    const every = Math.max(1, Math.ceil(xs.length / glyphs));
    ctx.fillStyle = colourOf(slot);
    xs.forEach((x, at) => {
      const y = ys[at];
      if (y === null || y === undefined || at % every !== slot % every) return;
      const [left, top] = [plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)];
      const {bbox} = plot;
      if (left < bbox.left || left > bbox.left + bbox.width || top < bbox.top || top > bbox.top + bbox.height)
        return;
      ctx.fillText(lookOf(slot).glyph, left, top);
    });
  });
  ctx.restore();
}
