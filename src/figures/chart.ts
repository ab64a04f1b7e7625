import type {Config, TopLevelSpec} from 'vega-lite';
import type {Figure} from './figure.ts';
import {look} from './look.ts';
import {escapeXml, legalXml, textWidth} from './markup.ts';

declare module 'vega' {
  /** Exported, made to be set, and absent from vega's own declarations. */
  export const textMetrics: {
    width: (
      item: {fontSize?: number; fontWeight?: unknown; limit?: number},
      text: string | number | null | undefined,
    ) => number;
  };
}

/** Draws a Vega-Lite chart without a canvas. `title` is what a screen reader says. */
export const drawChart = async (title: string, spec: TopLevelSpec): Promise<Figure> => {
  const [vega, {compile}] = await Promise.all([import('vega'), import('vega-lite')]);
  // Text is measured by rule even where a canvas happens to be installed: equal data, equal bytes.
  vega.textMetrics.width = ({fontSize = look.textSize, fontWeight, limit = 0}, text) => {
    const width = textWidth(String(text ?? ''), fontSize, fontWeight === 'bold' ? 'bold' : 'normal');
    return limit > 0 ? Math.min(width, limit) : width;
  };
  const view = new vega.View(vega.parse(compile(spec, {config, logger}).spec), {
    renderer: 'none',
    logLevel: vega.None,
  });
  try {
    const svg = renumber(legalXml(await view.toSVG()));
    // A function: in a text put in its place, `$` would have a meaning.
    const named = svg.replace('<svg ', () => `<svg role="img" aria-label="${escapeXml(title)}" `);
    return {svg: `${named}\n`};
  } finally {
    view.finalize();
  }
};

/** Vega counts its gradients over the life of the process; each figure counts its own here. */
const renumber = (svg: string): string => {
  const seen: string[] = [];
  return svg.replace(/(="url\(#| id=")((?:gradient_|clip)\d+)/g, (_, before: string, id: string) => {
    if (!seen.includes(id)) seen.push(id);
    return `${before}figure-${seen.indexOf(id)}`;
  });
};

/** A remark of the library about a chart is for the one who writes the chart, not for the one who runs a pipeline. */
const logger = {
  level: () => logger,
  error: () => logger,
  warn: () => logger,
  info: () => logger,
  debug: () => logger,
};

const config: Config = {
  aria: false,
  background: look.paper,
  padding: look.margin,
  font: look.font,
  title: {
    anchor: 'start',
    frame: 'group',
    fontSize: look.titleSize,
    fontWeight: 'bold',
    color: look.ink,
    subtitleFontSize: look.textSize,
    subtitleColor: look.quiet,
    subtitlePadding: 5,
    offset: 14,
  },
  view: {stroke: null},
  axis: {
    labelFontSize: look.textSize,
    labelColor: look.ink,
    labelPadding: 4,
    titleFontSize: look.textSize,
    titleFontWeight: 'normal',
    titleColor: look.quiet,
    titlePadding: 10,
    domainColor: look.line,
    tickColor: look.line,
    tickSize: 4,
    gridColor: look.grid,
  },
  axisX: {grid: false},
  legend: {
    labelFontSize: look.textSize,
    labelColor: look.ink,
    titleFontSize: look.textSize,
    titleFontWeight: 'normal',
    titleColor: look.quiet,
  },
};
