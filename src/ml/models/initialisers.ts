import type {Stream} from '../random.ts';

/**
 * How a kernel begins: drawn with a spread that keeps signals from growing or vanishing from layer to layer. All as in Keras,
 * whose normal ones leave out what is more than two standard deviations away.
 */
export const initialisers = [
  'glorot_uniform',
  'glorot_normal',
  'he_uniform',
  'he_normal',
  'lecun_uniform',
  'lecun_normal',
] as const;
export type Initialiser = (typeof initialisers)[number];

/** `inputs`: numbers that one output is made of; `outputs`: outputs that one number goes into. */
export interface Fans {
  readonly inputs: number;
  readonly outputs: number;
}

/** Gives one number after the other. */
export const initialiserOf = (name: Initialiser, fans: Fans, stream: Stream): (() => number) => {
  const {gain, fan} = spreadOf(name, fans);
  return name.endsWith('_uniform')
    ? evenly(Math.sqrt((3 * gain) / fan), stream)
    : normally(Math.sqrt(gain / fan) / truncatedSpread, stream);
};

/** The variance is `gain / fan`. */
const spreadOf = (
  name: Initialiser,
  {inputs, outputs}: Fans,
): {readonly gain: number; readonly fan: number} => {
  switch (name) {
    // Glorot and Bengio, 2010.
    case 'glorot_uniform':
    case 'glorot_normal':
      return {gain: 2, fan: inputs + outputs};
    // He, Zhang, Ren and Sun, 2015, "Delving deep into rectifiers".
    case 'he_uniform':
    case 'he_normal':
      return {gain: 2, fan: inputs};
    // LeCun, Bottou, Orr and Müller, 1998, "Efficient BackProp".
    case 'lecun_uniform':
    case 'lecun_normal':
      return {gain: 1, fan: inputs};
    default:
      return name satisfies never;
  }
};

const evenly =
  (limit: number, {uniform}: Stream) =>
  (): number =>
    (2 * uniform() - 1) * limit;

/** By Box and Muller (1958); what is outside two standard deviations is drawn again. */
const normally =
  (deviation: number, {uniform}: Stream) =>
  (): number => {
    for (;;) {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const normal = radius * Math.cos(2 * Math.PI * uniform());
      if (Math.abs(normal) <= 2) return normal * deviation;
    }
  };

/** The standard deviation of a normal distribution that is cut off at ±2. */
const truncatedSpread = 0.879_625_661_034_239_78;
