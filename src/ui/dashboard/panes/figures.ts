import {clip, padEnd, padStart, printable} from '../../text-width.ts';
import type {Evaluation, Mistake} from '../../evaluation.ts';
import type {Picture} from '../images/picture.ts';
import type {Line, Span} from '../line.ts';
import {currentRun, type Dashboard} from '../state.ts';
import type {PanePlace} from './place.ts';

/** What evaluation found out about the run under the cursor: the worst mistakes as pictures, what is taken for what, the confusion matrix. */
export function figuresPane(state: Dashboard, {width}: PanePlace): readonly Line[] {
  const run = currentRun(state);
  const evaluation = run === undefined ? undefined : state.read.evaluations.get(run.id);
  if (evaluation === undefined) {
    const text =
      run?.status === 'running'
        ? 'This run is still running: what its evaluation finds is shown here.'
        : 'No evaluation of this run lies in the store.';
    return [[{text, dim: true}]];
  }
  return [
    ...mistakeLines(evaluation.mistakes, {width, pictures: state.pictures}),
    [{text: 'Taken for another most often', bold: true}],
    ...confusedLines(evaluation, width),
    [
      {text: 'Confusion matrix', bold: true},
      {text: '  rows: what it is, columns: what it was taken for', dim: true},
    ],
    ...matrixLines(evaluation, width),
  ];
}

/** Two pixels a cell, as many pictures side by side as there is room for. */
function mistakeLines(
  mistakes: readonly Mistake[],
  {width, pictures: drawn}: {readonly width: number; readonly pictures: boolean},
): readonly Line[] {
  const [first] = mistakes;
  if (first === undefined) return [];
  const shown = mistakes.slice(0, Math.max(1, Math.floor(width / (first.width + 2))));
  const height = first.image.length / first.width;
  const captions: Line = shown.flatMap(({actual, predicted, confidence, width: own}): Line => [
    {
      text: padEnd(
        clip(`${printable(actual)} → ${printable(predicted)} ${Math.floor(confidence * 100)} %`, own),
        own,
      ),
    },
    {text: '  '},
  ]);
  const rows = drawn ? Math.ceil(height / 2) : 0;
  const all = shown.map((mistake) => pictureOf(mistake, Math.ceil(height / 2)));
  const pictures = Array.from({length: rows}, (_, row): Line =>
    all.flatMap((picture): Line => [...pictureRow(picture, row), {text: '  '}]),
  );
  return [[{text: 'The surest mistakes', bold: true}], captions, ...pictures];
}

const pictureOf = ({image, width}: Mistake, rows: number): Picture => ({
  pixels: image,
  width,
  height: image.length / width,
  columns: width,
  rows,
});

function pictureRow(picture: Picture, row: number): Line {
  const {pixels: image, width} = picture;
  return Array.from({length: width}, (_, column): Span => {
    const [upper = 0, lower = 0] = [image[2 * row * width + column], image[(2 * row + 1) * width + column]];
    return {
      text: shades[Math.round(((upper + lower) / 510) * (shades.length - 1))] ?? ' ',
      greys: [upper, lower],
      picture: {of: picture, row},
    };
  });
}

/** For a terminal without colours, where both halves of a cell must look alike. */
const shades = [' ', '░', '▒', '▓', '█'];

function confusedLines({confusion, labels}: Evaluation, width: number): readonly Line[] {
  const pairs = confusion
    .flatMap((row, actual) =>
      row.flatMap((count, predicted) =>
        count > 0 && actual !== predicted ? [{count, actual, predicted}] : [],
      ),
    )
    .sort((a, b) => b.count - a.count)
    .slice(0, Math.max(4, Math.floor(width / 12)))
    .map(
      ({count, actual, predicted}) =>
        `${labels[actual]?.name ?? ''} → ${labels[predicted]?.name ?? ''} ${count}`,
    );
  return [[{text: pairs.length === 0 ? 'no mistakes' : printable(pairs.join('   '))}]];
}

/** Counts in full, as many columns as there is room for; what was right is green, and lies on the diagonal. */
function matrixLines({confusion, labels}: Evaluation, width: number): readonly Line[] {
  const most = confusion.reduce((top, row) => row.reduce((high, count) => Math.max(high, count), top), 0);
  const own = String(most).length;
  const name = (index: number) => clip(printable(labels[index]?.name ?? ''), own);
  const fitting = Math.max(1, Math.floor(width / (own + 1)) - 1);
  const head = confusion
    .slice(0, fitting)
    .map((_, index) => padStart(name(index), own))
    .join(' ');
  return [
    [{text: `${' '.repeat(own)} ${head}${confusion.length > fitting ? ' …' : ''}`, dim: true}],
    ...confusion.map((row, actual): Line => [
      {text: `${padEnd(name(actual), own)} `, dim: true},
      ...row.slice(0, fitting).map((count, predicted): Span => {
        const text = `${(count === 0 ? '·' : String(count)).padStart(own)} `;
        if (predicted === actual) return {text, color: 'green', bold: true};
        return count === 0 ? {text, dim: true} : {text, color: 'red'};
      }),
    ]),
  ];
}
