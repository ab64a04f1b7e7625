import {canonicalJson} from '../../runner/canonical-json.ts';
import type {ParamValue} from '../../runner/param-value.ts';
import {stream} from '../../ml/random.ts';
import {pointOf} from '../points.ts';
import {isBetter, type Condition, type Dimension, type Objective, type Point} from '../sweep.ts';
import type {Asked, Method, Told} from './method.ts';
import {parzen, type Parzen} from './parzen.ts';
import {random} from './random.ts';

/**
 * Tree-structured Parzen estimator (Bergstra et al., NIPS 2011), over the params together: of 24 draws from the density of the best
 * tenth the one that the best have most more often than the rest. Params that apply under the same condition are drawn together.
 */
export const tpe: Method = {
  name: 'tpe',
  summary: 'near what did well and far from what did not (tree-structured Parzen estimator)',
  finite: false,
  usesResults: true,
  startup: 10,
  choose: (asked) => {
    const {space, seed, draw, told, running, objective} = asked;
    if (told.length < startup) return begun(asked);
    const best = Math.min(Math.ceil(told.length / 10), mostBest);
    const isBest = new Set(ranked(told, objective).slice(0, best));
    const good = told.filter((each) => isBest.has(each)).map(({point}) => point);
    // What runs counts as none of the best, so that trials side by side do not crowd at one place.
    const rest = [...told.filter((each) => !isBest.has(each)).map(({point}) => point), ...running];
    const {uniform} = stream(seed, `sweep/tpe/${draw}`);
    const chosen = new Map<Dimension, ParamValue>();
    const point = pointOf(space, (dimension) => {
      if (!chosen.has(dimension)) {
        const group = space.dimensions.filter(({when}) => isSameCondition(when, dimension.when));
        const positions = chooseTogether(group, {good, rest, uniform});
        group.forEach((each, index) => chosen.set(each, valueOf(each, positions[index] ?? NaN)));
      }
      return chosen.get(dimension) ?? null;
    });
    return {
      point,
      reason: `like the best ${best} of ${told.length} points, unlike the rest; draw ${draw + 1}`,
    };
  },
};

const isSameCondition = (a: Condition = {}, b: Condition = {}): boolean =>
  canonicalJson(a) === canonicalJson(b);

interface Known {
  readonly good: readonly Point[];
  readonly rest: readonly Point[];
  readonly uniform: () => number;
}

/** Positions, one a dimension of the group. */
function chooseTogether(group: readonly Dimension[], {good, rest, uniform}: Known): readonly number[] {
  const [likely, unlikely] = [densityOf(group, good), densityOf(group, rest)];
  let chosen: readonly number[] = [];
  let most = -Infinity;
  for (let candidate = 0; candidate < candidates; candidate++) {
    const positions = likely.draw(uniform);
    const gain = likely.logDensity(positions) - unlikely.logDensity(positions);
    if (candidate === 0 || gain > most) [chosen, most] = [positions, gain];
  }
  return chosen;
}

/** Of the points to which all dimensions of the group apply. */
const densityOf = (group: readonly Dimension[], points: readonly Point[]): Parzen =>
  parzen(
    group.map(({values}) => values),
    points
      .filter((point) => group.every(({param}) => point[param] !== undefined))
      .map((point) => group.map((dimension) => positionOf(dimension, point[dimension.param] ?? null))),
  );

/** Points drawn at random before there is anything to learn from. */
const startup = 10;
const candidates = 24;
const mostBest = 25;

function begun(asked: Asked) {
  const chosen = random.choose(asked);
  return chosen && {...chosen, reason: `${chosen.reason}: the first ${startup} are drawn at random`};
}

/** Best first. What trained longer stands above, as in a race that others left. */
const ranked = (told: readonly Told[], objective: Objective): readonly Told[] =>
  told.toSorted((a, b) => {
    if (a.epochs !== b.epochs) return b.epochs - a.epochs;
    if (a.value === b.value) return 0;
    return isBetter(objective, a.value, b.value) ? -1 : 1;
  });

const positionOf = ({values}: Dimension, value: ParamValue): number =>
  values.type === 'choices'
    ? values.choices.findIndex((choice) => canonicalJson(choice) === canonicalJson(value))
    : Number(value);

const valueOf = ({values}: Dimension, position: number): ParamValue =>
  values.type === 'choices' ? (values.choices[position] ?? null) : position;
