export {confusionMatrix} from './confusion-matrix.ts';
export {curves} from './curves.ts';
export type {Figure} from './figure.ts';
export {imageSheet, type Tile} from './image-sheet.ts';
export {labelDistribution} from './label-distribution.ts';
export {scatter, type ScatterPanel} from './scatter.ts';
export {writeFigure, writeFigures} from './write-figure.ts';
