export {confusionMatrix, type ConfusionMatrix} from './confusion-matrix.ts';
export {curves, type CurvePanel, type Curves} from './curves.ts';
export type {Figure} from './figure.ts';
export {imageSheet, type ImageSheet, type Tile} from './image-sheet.ts';
export {labelDistribution, type LabelDistribution} from './label-distribution.ts';
export {writeFigure} from './write-figure.ts';
