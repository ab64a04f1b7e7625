import {bytes} from './bytes.ts';
import {alignColumns} from './columns.ts';
import type {LayerReport, ModelLine, ModelReport} from './model-report.ts';
import {count} from './numbers.ts';

/** A model: what it is, what it takes, and a line for each layer. */
export const modelText = (report: ModelReport): string => {
  const {model, summary, source, params, image, classes, batch_size, memory, layers} = report;
  const facts = [
    ['images', `${image.join(' × ')}, ${count(classes)} classes`],
    ['parameters', parametersOf(report)],
    ['multiply-adds', `${count(report.multiply_adds)} an image, forward`],
    [
      'memory',
      `weights ${bytes(memory.weights)}, activations ${bytes(memory.activations)} at a batch of ${count(batch_size)}`,
    ],
    [
      'params',
      Object.entries(params)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(' '),
    ],
    ['source', source],
  ];
  const header = ['layer', 'settings', 'input', 'shape', 'parameters', 'multiply-adds'];
  const rows = layers.map((layer, index) => [
    layer.name,
    layer.settings,
    inputsOf(layer, layers[index - 1]),
    layer.shape.join(' × '),
    layer.parameters === 0 ? '' : count(layer.parameters),
    layer.multiply_adds === 0 ? '' : count(layer.multiply_adds),
  ]);
  // Where each layer follows the one above, saying so helps nobody.
  const chain = rows.every(([, , input]) => input === '');
  const table = [header, ...rows].map((row) => (chain ? row.toSpliced(2, 1) : row));
  return [`${model}: ${summary}`, '', ...alignColumns(facts), '', ...alignColumns(table), ''].join('\n');
};

const parametersOf = ({parameters, statistics}: ModelReport): string =>
  statistics === 0
    ? count(parameters)
    : `${count(parameters)}: ${count(parameters - statistics)} trained, ${count(statistics)} moving statistics`;

/** The models that there are. */
export const modelList = (lines: readonly ModelLine[]): string =>
  alignColumns([
    ['model', 'parameters', 'multiply-adds', ''],
    ...lines.map(({model, summary, parameters, multiply_adds}) => [
      model,
      parameters === null ? 'too small' : count(parameters),
      multiply_adds === null ? '' : count(multiply_adds),
      summary,
    ]),
  ]).join('\n');

/** Nothing where it is the layer of the line above. */
const inputsOf = ({inputs}: LayerReport, above: LayerReport | undefined): string =>
  inputs.length === 0 || (inputs.length === 1 && inputs[0] === above?.name) ? '' : inputs.join(', ');
