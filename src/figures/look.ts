/** What every figure shares, so that they stand well beside one another. Sizes in CSS pixels. */
export const look = {
  /** DejaVu Sans is the one the PNG is drawn with; the rest are for browsers without it. */
  font: 'DejaVu Sans, Verdana, sans-serif',
  titleSize: 14,
  textSize: 11,
  smallSize: 10,
  ink: '#1a1a1a',
  quiet: '#5c5c5c',
  line: '#8a8a8a',
  grid: '#e6e6e6',
  paper: '#ffffff',
  margin: 16,
} as const;

/** Okabe & Ito's colours, told apart with every kind of colour vision; ordered so that the first ones print well. */
export const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'] as const;

/** One dash a series, so that colour never speaks alone. */
export const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 2],
  [12, 4],
  [1, 3],
];

/** One point shape a series, for the same reason. */
export const shapes = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'triangle-down',
  'cross',
  'triangle-right',
] as const;
