import {duration} from '../../duration.ts';
import {stageGlyphs} from '../../glyphs.ts';
import {layoutGraph} from '../graph-layout.ts';
import type {CloserStage} from '../report-data.ts';
import {drawing} from './element.ts';

const box = {width: 150, height: 50};
const gap = {along: 46, across: 18};

/** The pipeline from its first stages on: to the right, and downwards where the page is narrow. */
export function graph(stages: readonly CloserStage[]): SVGElement {
  const down = matchMedia('(max-width: 760px)').matches;
  const {nodes, edges, layers, slots} = layoutGraph(stages);
  const along = (down ? box.height : box.width) + gap.along;
  const across = (down ? box.width : box.height) + gap.across;
  const length = layers * along - gap.along + 4;
  const breadth = slots * across - gap.across + 4;
  /** The middle of a place. */
  const at = ({layer, slot}: {readonly layer: number; readonly slot: number}) => {
    const [far, aside] = [
      layer * along + (along - gap.along) / 2 + 2,
      (slot + (slots - 1) / 2) * across + (across - gap.across) / 2 + 2,
    ];
    return down ? {x: aside, y: far} : {x: far, y: aside};
  };
  const lines = edges.map(({by}) =>
    drawing('path', {class: 'edge', d: pathThrough(by.map(at), down), 'marker-end': 'url(#arrow)'}),
  );
  const boxes = nodes.map(({name, ...place}) => {
    const {x, y} = at(place);
    const stage = stages.find((each) => each.name === name);
    return drawing(
      'g',
      {
        class: `node how-${stage?.how ?? 'pending'}`,
        transform: `translate(${x - box.width / 2} ${y - box.height / 2})`,
      },
      drawing('rect', {width: box.width, height: box.height, rx: 8}),
      drawing('text', {class: 'name', x: 12, y: 21}, short(name)),
      drawing('text', {class: 'how', x: 12, y: 38}, stage === undefined ? '' : told(stage)),
    );
  });
  const [width, height] = down ? [breadth, length] : [length, breadth];
  return drawing(
    'svg',
    {
      class: 'graph',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': `The pipeline: ${stages.map(({name, needs}) => (needs.length === 0 ? name : `${name} from ${needs.join(' and ')}`)).join(', ')}`,
    },
    drawing(
      'defs',
      {},
      drawing(
        'marker',
        {id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto'},
        drawing('path', {class: 'arrow', d: 'M0 0 8 4 0 8Z'}),
      ),
    ),
    ...lines,
    ...boxes,
  );
}

const short = (name: string): string => (name.length > 17 ? `${name.slice(0, 16)}…` : name);

const told = ({how, seconds}: CloserStage): string =>
  `${stageGlyphs[how]} ${how}${seconds === null ? '' : ` · ${duration(seconds)}`}`;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the edge of the first box to the edge of the last, smooth through the places between. */
function pathThrough(points: readonly Point[], down: boolean): string {
  const half = (down ? box.height : box.width) / 2;
  const moved = points.flatMap((point, index): readonly Point[] => {
    const [before, after] = [shifted(point, -half, down), shifted(point, half, down)];
    if (index === 0) return [after];
    return index === points.length - 1 ? [shifted(before, -2, down)] : [before, after];
  });
  const [start, ...rest] = moved;
  if (start === undefined) return '';
  let last = start;
  const curves = rest.map((point) => {
    const bend = (down ? point.y - last.y : point.x - last.x) / 2;
    const [one, two] = [shifted(last, bend, down), shifted(point, -bend, down)];
    last = point;
    return `C${one.x} ${one.y} ${two.x} ${two.y} ${point.x} ${point.y}`;
  });
  return `M${start.x} ${start.y}${curves.join('')}`;
}

const shifted = ({x, y}: Point, by: number, down: boolean): Point => (down ? {x, y: y + by} : {x: x + by, y});
