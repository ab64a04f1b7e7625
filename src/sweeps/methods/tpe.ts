import {canonicalJson} from '../../runner/canonical-json.ts';
import type {ParamValue} from '../../runner/param-value.ts';
import {stream} from '../../ml/random.ts';
import {pointOf} from '../points.ts';
import {isBetter, type Dimension, type Objective} from '../sweep.ts';
import type {Asked, Method, Told} from './method.ts';
import {parzen} from './parzen.ts';
import {random} from './random.ts';

/**
 * Tree-structured Parzen estimator (Bergstra et al., NIPS 2011), each param by itself: of 24 draws from the density of the best tenth
 * the one that the best have most more often than the rest.
 */
export const tpe: Method = {
  name: 'tpe',
  summary: 'near what did well and far from what did not (tree-structured Parzen estimator)',
  finite: false,
  usesResults: true,
  startup: 10,
  choose: (asked) => {
    const {space, seed, draw, told, objective} = asked;
    if (told.length < startup) return begun(asked);
    const best = Math.min(Math.ceil(told.length / 10), mostBest);
    const isBest = new Set(ranked(told, objective).slice(0, best));
    const {uniform} = stream(seed, `sweep/tpe/${draw}`);
    const point = pointOf(space, (dimension) => {
      const positions = (wanted: boolean) =>
        told.flatMap((each) => {
          const value = each.point[dimension.param];
          return value === undefined || isBest.has(each) !== wanted ? [] : [positionOf(dimension, value)];
        });
      const [good, rest] = [true, false].map((wanted) => parzen(dimension.values, positions(wanted)));
      let chosen = 0;
      let most = -Infinity;
      for (let candidate = 0; candidate < candidates; candidate++) {
        const position = good?.draw(uniform(), uniform()) ?? 0;
        const gain = (good?.logDensity(position) ?? 0) - (rest?.logDensity(position) ?? 0);
        if (gain > most) [chosen, most] = [position, gain];
      }
      return valueOf(dimension, chosen);
    });
    return {
      point,
      reason: `like the best ${best} of ${told.length} points, unlike the rest; draw ${draw + 1}`,
    };
  },
};

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
