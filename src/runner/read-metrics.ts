import type {Failure, Result} from './failure.ts';
import {fail, ok} from './failure.ts';
import {badDirection} from './failures/shape.ts';
import type {Pipeline} from './pipeline.ts';
import {entry, readerOf, type Entry, type YamlReader} from './yaml-reader.ts';
import {readYaml} from './yaml-source.ts';

/** `metrics:` of a pipeline: which way each metric is better, the headline first. */
export function readMetrics(reader: YamlReader, given: Entry | undefined): Pipeline['metrics'] {
  if (given === undefined || reader.isNothing(given.value)) return {};
  const metrics: [string, 'max' | 'min'][] = [];
  for (const {key, value} of reader.entries(given.value, asked.metrics) ?? []) {
    const direction = reader.param(value, `\`${key}:\``);
    if (direction === 'max' || direction === 'min') metrics.push([key, direction]);
    else if (direction !== undefined)
      reader.faults.push(badDirection(value.where, key, JSON.stringify(direction)));
  }
  return Object.fromEntries(metrics);
}

/** Only the metrics of a pipeline file: who looks at what is on record need not wait until its stages are checked, nor have them in order. */
export async function loadMetrics(file: string): Promise<Result<Pipeline['metrics'], readonly Failure[]>> {
  const yaml = await readYaml(file, {kind: 'pipeline', needs: 'stages'});
  if (!yaml.ok) return yaml;
  const {source, faults: before} = yaml.value;
  const faults = [...before];
  const reader = readerOf(source, faults);
  const top = reader.entries({node: source.root, where: source.place(source.root)}, asked.pipeline) ?? [];
  const metrics = readMetrics(reader, entry(top, 'metrics'));
  return faults.length > 0 ? fail(faults) : ok(metrics);
}

const asked = {
  pipeline: {what: 'A pipeline', example: '`stages: {download: {uses: download}}`'},
  metrics: {what: '`metrics:`', example: '`metrics: {val_acc: max, val_loss: min}`'},
} as const;
