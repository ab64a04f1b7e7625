import {describe, expect, test} from 'vitest';
import {selectStages, type Selection} from '../../../src/runner/select-stages.ts';
import type {Pipeline} from '../../../src/runner/pipeline.ts';
import {plainStages} from '../../rig/driven-stages.ts';

const [definition] = Object.values(plainStages({any: {}}));
if (definition === undefined) throw new Error('There is no definition.');

/** a → b → c → d, b → e: a diamond's half with a branch. */
const needs = {a: [], b: ['a'], c: ['b'], d: ['c', 'b'], e: ['b']};
const pipeline: Pipeline = {
  name: 'any',
  file: '/w/pipeline.yaml',
  workspace: '/w',
  metrics: {},
  experiments: [],
  stages: Object.entries(needs).map(([name, from]) => ({
    name,
    definition,
    params: {},
    given: new Map(),
    needs: Object.fromEntries(from.map((need) => [`from-${need}`, need])),
    cache: true,
    retries: 0,
    place: {file: '/w/pipeline.yaml'},
  })),
};

/** `c!` is forced, `(b)` has to be in the store, `a~` is not cached. */
const said = (selection: Selection) => {
  const selected = selectStages(pipeline, selection);
  if (!selected.ok) return selected.failure.map(({what}) => what);
  return selected.value.stages
    .map(({name, mode, cache}) => {
      const marked = mode === 'afresh' ? `${name}!` : mode === 'stored' ? `(${name})` : name;
      return cache ? marked : `${marked}~`;
    })
    .join(' ');
};

describe('a selection', () => {
  const cases: readonly (readonly [Selection, string])[] = [
    [{}, 'a b c d e'],
    [{only: ['c']}, '(a) (b) c'],
    [{only: ['a', 'd']}, 'a (b) (c) d'],
    [{from: ['c']}, '(a) (b) c d'],
    [{downstream: ['b']}, '(a) (b) c d e'],
    [{only: ['a'], downstream: ['c']}, 'a (b) (c) d'],
    [{force: 'all'}, 'a! b! c! d! e!'],
    [{force: ['b']}, 'a b! c d e'],
    [{only: ['c'], force: 'all'}, '(a) (b) c!'],
    [{forceDownstream: ['c']}, 'a b c! d! e'],
    [{noCache: true, from: ['c']}, '(a) (b) c~ d~'],
  ];
  test.each(cases)('%o keeps %s', (selection, expected) => {
    expect(said(selection)).toBe(expected);
  });

  test('names what is no stage, and what is forced without being selected', () => {
    expect(said({only: ['x'], force: ['y', 'x']})).toEqual([
      'There is no stage x in this pipeline.',
      'There is no stage y in this pipeline.',
    ]);
    expect(said({only: ['c'], force: ['a']})).toEqual([
      'Stage a cannot be forced: it is not among the selected stages.',
    ]);
  });
});
