import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {scatter, writeFigure, type ScatterPanel} from '../figures/index.ts';
import {valueWords} from '../runner/param-words.ts';
import type {Answer} from '../sweeps/answer.ts';
import type {Dimension, Sweep} from '../sweeps/sweep.ts';

/** Draws the objective against each param into `experiments/figures/`; the path of the picture, or undefined where there is little to see. */
export async function drawSweep(
  folder: string,
  {name, space}: Sweep,
  answer: Answer,
): Promise<string | undefined> {
  if (answer.ranked.length < 3) return undefined;
  const figures = join(folder, 'experiments', 'figures');
  await mkdir(figures, {recursive: true});
  const title = `${answer.objective.metric} in the sweep ${name}`;
  const panels = space.dimensions.slice(0, mostPanels).map((dimension) => panelOf(dimension, answer));
  await writeFigure(
    figures,
    `sweep-${name}`,
    await scatter({title, yLabel: answer.objective.metric, panels}),
  );
  return join('experiments', 'figures', `sweep-${name}.png`);
}

/** More would be a poster. */
const mostPanels = 12;

function panelOf({param, values}: Dimension, {ranked, objective: {metric}}: Answer): ScatterPanel {
  const isNumeric = values.type !== 'choices' || values.choices.every((choice) => typeof choice === 'number');
  const isLog = values.type !== 'choices' && values.log;
  return {
    xLabel: param,
    scale: isNumeric ? (isLog ? 'log' : 'linear') : 'names',
    points: ranked.flatMap(({point, values: worths, whole}) => {
      const value = point[param];
      if (value === undefined) return [];
      const x = typeof value === 'number' || typeof value === 'string' ? value : valueWords(value);
      const series = whole ? metric : `${metric}, stopped early`;
      return worths.map((y) => ({x: isNumeric ? x : String(x), y, series}));
    }),
  };
}
