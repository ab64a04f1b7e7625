import type {Pipeline, Stage} from '../runner/pipeline.ts';
import {alignColumns} from './columns.ts';
import {plural} from './numbers.ts';

/**
 * The graph as a tree: each stage stands under the input that comes last; what else it needs is named beside it.
 *
 *     download            download
 *     └─ preprocess       preprocess  raw: download
 *        └─ evaluate      evaluate    dataset: preprocess
 */
export function dagText({name, stages}: Pipeline): string {
  const depths = depthsOf(stages);
  const below = new Map<string | undefined, Stage[]>();
  for (const stage of stages) {
    const parent = deepest(stage, depths);
    below.set(parent, [...(below.get(parent) ?? []), stage]);
  }
  const rows: (readonly string[])[] = [];
  const draw = (parent: string | undefined, lead: string): void => {
    const children = below.get(parent) ?? [];
    children.forEach((stage, index) => {
      const last = index === children.length - 1;
      const branch = parent === undefined ? '' : last ? '└─ ' : '├─ ';
      rows.push([`${lead}${branch}${stage.name}`, stage.definition.name, needsText(stage)]);
      draw(stage.name, parent === undefined ? '' : `${lead}${last ? '   ' : '│  '}`);
    });
  };
  draw(undefined, '');
  return [
    `${name} · ${plural(stages.length, 'stage')}`,
    '',
    ...alignColumns([['stage', 'uses', 'needs'], ...rows]),
    '',
  ].join('\n');
}

/** How many stages come before each, along the longest way. Inputs stand first in the pipeline. */
function depthsOf(stages: readonly Stage[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const {name, needs} of stages) {
    depths.set(name, Math.max(-1, ...Object.values(needs).map((need) => depths.get(need) ?? 0)) + 1);
  }
  return depths;
}

const deepest = ({needs}: Stage, depths: ReadonlyMap<string, number>): string | undefined =>
  [...new Set(Object.values(needs))].reduce<string | undefined>(
    (most, need) => (most === undefined || (depths.get(need) ?? 0) > (depths.get(most) ?? 0) ? need : most),
    undefined,
  );

const needsText = ({needs}: Stage): string =>
  Object.entries(needs)
    .map(([role, need]) => `${role}: ${need}`)
    .join(', ');
