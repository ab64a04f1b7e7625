import type {Layer, Node, Shape} from './models/declaration.ts';
import {layerWords} from './models/layer-words.ts';
import {nodesOf} from './models/nodes.ts';
import {countParameters, parametersOf} from './models/weights.ts';

/** What a model consists of, for people and for `summary.json`. */
export interface ModelSummary {
  readonly model: string;
  readonly parameters: number;
  readonly layers: readonly LayerSummary[];
}

interface LayerSummary {
  readonly name: string;
  /** Type and settings, as declared. */
  readonly layer: Layer;
  readonly inputs: readonly string[];
  /** Without the batch. */
  readonly shape: Shape;
  readonly parameters: number;
}

export const summarise = (name: string, model: Node): ModelSummary => ({
  model: name,
  parameters: countParameters(model),
  layers: nodesOf(model).map((node) => ({
    name: node.name,
    layer: node.layer,
    inputs: node.inputs.map((input) => input.name),
    shape: node.shape,
    parameters: parametersOf(node),
  })),
});

/** The same as a table. */
export const summaryText = ({model, parameters, layers}: ModelSummary): string => {
  const rows = layers.map(({name, layer, shape, parameters: own}) => [
    name,
    layerWords(layer),
    shape.join(' × '),
    own === 0 ? '' : grouped(own),
  ]);
  const table = [['layer', 'settings', 'shape', 'parameters'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        column === 3 ? cell.padStart(widths[3] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [`${model}: ${grouped(parameters)} parameters`, '', ...lines, ''].join('\n');
};

/** 539,416 */
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
