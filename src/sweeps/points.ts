import {canonicalJson} from '../runner/canonical-json.ts';
import type {ParamValue} from '../runner/param-value.ts';
import type {Condition, Dimension, Point, Space, Values} from './sweep.ts';

/** The point that takes `choose(dimension, index)` for every dimension that applies. */
export function pointOf(
  {dimensions}: Space,
  choose: (dimension: Dimension, index: number) => ParamValue,
): Point {
  const point: Record<string, ParamValue> = {};
  dimensions.forEach((dimension, index) => {
    if (dimension.when === undefined || holds(dimension.when, point))
      point[dimension.param] = choose(dimension, index);
  });
  return point;
}

/** Whether every param of a condition has one of its values. */
export const holds = (condition: Condition, point: Point): boolean =>
  Object.entries(condition).every(([param, values]) => {
    const value = point[param];
    return value !== undefined && values.some((each) => isSame(each, value));
  });

export const isExcluded = ({exclude}: Space, point: Point): boolean =>
  exclude.some((condition) => holds(condition, point));

/** Equal for equal points. */
export const pointKey = (point: Point): string =>
  JSON.stringify(
    Object.keys(point)
      .sort()
      .map((param) => [param, point[param]]),
  );

const isSame = (a: ParamValue, b: ParamValue): boolean => a === b || canonicalJson(a) === canonicalJson(b);

/**
 * The value at `fraction` (0 ≤ fraction < 1) of a dimension, so that fractions spread evenly give values spread evenly,
 * or by equal factors where it is logarithmic. Fractional values are rounded to six digits: people read them.
 */
export function valueAt(values: Values, fraction: number): ParamValue {
  if (values.type === 'choices') return values.choices[Math.floor(fraction * values.choices.length)] ?? null;
  const {type, low, high, log, step = type === 'int' && !values.log ? 1 : undefined} = values;
  if (step !== undefined) {
    const steps = Math.floor((high - low) / step + tolerance) + 1;
    return tidy(low + Math.floor(fraction * steps) * step);
  }
  // Half a unit on either side gives the whole numbers at the ends their full share.
  const margin = type === 'int' ? 0.5 : 0;
  const [from, to] = [low - margin, high + margin];
  const value = log ? from * (to / from) ** fraction : from + (to - from) * fraction;
  const rounded = type === 'int' ? Math.round(value) : readable(value);
  return Math.min(high, Math.max(low, rounded));
}

/** The values of a dimension that a grid takes; undefined for a range that does not say how many, or has too many. */
export function gridValues(values: Values): readonly ParamValue[] | undefined {
  if (values.type === 'choices') return values.choices;
  const {type, low, high, log, points} = values;
  if (points !== undefined) {
    const spread = Array.from({length: points}, (_, index) => {
      const share = index / (points - 1);
      const value = log ? low * (high / low) ** share : low + (high - low) * share;
      if (type === 'int') return Math.round(value);
      return log ? Math.min(high, Math.max(low, readable(value))) : tidy(value);
    });
    return [...new Set(spread)];
  }
  const step = stepOf(values);
  if (step === undefined || stepsOf(values, step) > mostValues) return undefined;
  return Array.from({length: stepsOf(values, step)}, (_, index) => tidy(low + index * step));
}

/** So many values of one param nobody means to try one by one. */
export const mostValues = 10_000;

type Range = Exclude<Values, {type: 'choices'}>;

const stepOf = ({type, log, step}: Range): number | undefined =>
  step ?? (type === 'int' && !log ? 1 : undefined);

/** The highest value that steps from the lowest come to. */
export const topOf = (low: number, high: number, step: number): number =>
  tidy(low + (stepsOf({low, high}, step) - 1) * step);

const stepsOf = ({low, high}: Pick<Range, 'low' | 'high'>, step: number): number =>
  Math.floor((high - low) / step + tolerance) + 1;

/** How many a grid takes of a dimension; undefined for a range that does not say. */
function countValues(values: Values): number | undefined {
  const step = values.type === 'choices' || values.points !== undefined ? undefined : stepOf(values);
  return step === undefined || values.type === 'choices' ? gridValues(values)?.length : stepsOf(values, step);
}

const readable = (value: number): number => Number(value.toPrecision(6));
/** 0.1 + 0.2 is to be 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));
const tolerance = 1e-9;

/**
 * How many different points a grid over the space has, conditions and exclusions taken into account; Infinity where there are more than
 * anybody would wait to have counted.
 */
export function countPoints(space: Space): number {
  const size = space.dimensions.reduce((product, {values}) => product * (countValues(values) ?? 0), 1);
  const isPlain = space.exclude.length === 0 && space.dimensions.every(({when}) => when === undefined);
  if (isPlain) return size;
  if (size > 100_000) return Infinity;
  const found = new Set<string>();
  for (const point of combinations(
    space,
    space.dimensions.map(({values}) => gridValues(values) ?? []),
  ))
    if (!isExcluded(space, point)) found.add(pointKey(point));
  return found.size;
}

/**
 * All points that a method could come to, some of them several times where a param does not always apply; undefined where they are without
 * end, or more than anybody would go through.
 */
export function everyPoint(space: Space): Iterable<Point> | undefined {
  const axes = space.dimensions.map(({values}) => everyValue(values));
  const size = axes.reduce((product, axis) => product * (axis?.length ?? Infinity), 1);
  return size > 100_000
    ? undefined
    : combinations(
        space,
        axes.map((axis) => axis ?? []),
      );
}

/** All that a dimension can be; undefined where that is without end, or too many. */
function everyValue(values: Values): readonly ParamValue[] | undefined {
  if (values.type === 'choices') return values.choices;
  const {type, low, high, step} = values;
  // The whole numbers, also where equal factors are equally likely.
  return step === undefined && type === 'float'
    ? undefined
    : gridValues({type, low, high, log: false, ...(step === undefined ? {} : {step})});
}

function* combinations(
  {dimensions, exclude}: Space,
  axes: readonly (readonly ParamValue[])[],
): Iterable<Point> {
  const size = axes.reduce((product, {length}) => product * length, 1);
  for (let draw = 0; draw < size; draw++)
    yield pointOf({dimensions, exclude}, (_, index) => {
      const axis = axes[index] ?? [];
      const before = axes.slice(index + 1).reduce((product, {length}) => product * length, 1);
      return axis[Math.floor(draw / before) % axis.length] ?? null;
    });
}
