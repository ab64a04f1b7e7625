import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Stored} from '../../../../src/runner/gc/list-stored.ts';
import {
  planCollection,
  roomTaken,
  type Limits,
  type Needs,
} from '../../../../src/runner/gc/plan-collection.ts';

interface Look extends Partial<Pick<Stored, 'kind' | 'at'>> {
  readonly seconds?: number;
  /** Inode → bytes. */
  readonly room?: Readonly<Record<number, number>>;
}

const stored = (key: string, {seconds = 1, room = {}, at = 1000, kind = 'artifact'}: Look = {}): Stored => ({
  kind,
  key,
  folder: `/store/${key}`,
  room: new Map(Object.entries(room).map(([inode, bytes]) => [Number(inode), bytes])),
  at,
  ...(kind === 'artifact'
    ? {
        manifest: {
          key,
          stage: key,
          digest: key,
          seal: '',
          made: {at, seconds, threads: 1},
          files: () => [],
        },
      }
    : {}),
});

interface Need {
  readonly runs?: Readonly<Record<string, number>>;
  readonly pipeline?: readonly string[];
  readonly pinned?: readonly string[];
}
const needsOf = ({runs = {}, pipeline = [], pinned = []}: Need): Needs => ({
  runs: new Map(Object.entries(runs)),
  pipeline: new Set(pipeline),
  pinned: new Set(pinned),
});
const plan = (all: readonly Stored[], need: Need = {}, limits: Limits = {}) =>
  planCollection(all, needsOf(need), limits).map(
    ({stored: {key}, reason, frees}) => `${key} ${reason} ${frees}`,
  );

describe('without limits goes what nothing needs', () => {
  test('neither a run of the record nor the pipeline, nor a pin', () => {
    const all = ['a', 'b', 'c', 'd'].map((key, each) => stored(key, {room: {[each]: 10}}));
    expect(plan(all, {runs: {a: 1}, pipeline: ['b'], pinned: ['c']})).toEqual(['d unneeded 10']);
  });

  test('and what is of no use: damaged, set aside, left of a stage that is done', () => {
    const damaged = {...stored('a', {room: {1: 5}, kind: 'damaged'}), kind: 'artifact'} as const;
    const all = [
      damaged,
      stored('b', {kind: 'damaged', room: {2: 6}}),
      stored('c', {kind: 'scratch', room: {3: 7}}),
      stored('c', {room: {4: 8}}),
      stored('d', {kind: 'scratch', room: {5: 9}}),
      stored('e', {kind: 'scratch', room: {6: 1}}),
    ];
    expect(plan(all, {runs: {a: 1, c: 1, d: 1}})).toEqual([
      'a useless 5',
      'b useless 6',
      'c useless 7',
      'e unneeded 1',
    ]);
  });

  test('a shared file gives its room back with the last that has it', () => {
    const all = [stored('a', {room: {1: 100, 2: 1}}), stored('b', {room: {1: 100, 3: 2}})];
    expect(plan(all)).toEqual(['a unneeded 1', 'b unneeded 102']);
    expect(plan(all, {runs: {b: 1}})).toEqual(['a unneeded 1']);
    expect(roomTaken(all)).toBe(103);
  });
});

test('by age goes what was neither made nor used by a run since, but what the pipeline takes and pins stay', () => {
  const all = ['a', 'b', 'c', 'd', 'e'].map((key, each) =>
    stored(key, {at: key === 'e' ? 3000 : 1000, room: {[each]: 1}}),
  );
  const need = {runs: {a: 1500, b: 2500}, pipeline: ['c'], pinned: ['d']};
  expect(plan(all, need, {before: 2000})).toEqual(['a old 1']);
});

describe('by size goes what is cheapest to make again', () => {
  const slow = stored('slow', {seconds: 100, room: {1: 100}});
  const quick = stored('quick', {seconds: 1, room: {2: 100}});
  const small = stored('small', {seconds: 2, room: {3: 10}});
  const all = [slow, small, quick];
  const runs = {slow: 1, quick: 1, small: 1};

  test('for its size, until the rest fits', () => {
    expect(plan(all, {runs}, {room: 210})).toEqual([]);
    expect(plan(all, {runs}, {room: 110})).toEqual(['quick room 100']);
    expect(plan(all, {runs}, {room: 100})).toEqual(['quick room 100', 'small room 10']);
    expect(plan(all, {runs}, {room: 0})).toEqual(['quick room 100', 'small room 10', 'slow room 100']);
  });

  test('but first what nothing needs, and never what is pinned', () => {
    expect(plan(all, {runs: {quick: 1, small: 1}}, {room: 110})).toEqual(['slow unneeded 100']);
    expect(plan(all, {runs, pinned: ['quick']}, {room: 0})).toEqual(['small room 10', 'slow room 100']);
  });

  test('and no checkpoint of what is pinned, unless its result is there', () => {
    const all = [
      stored('a', {room: {1: 10}, kind: 'scratch'}),
      stored('b', {room: {2: 10}, kind: 'scratch'}),
      stored('c', {room: {3: 10}}),
      stored('c', {room: {4: 10}, kind: 'scratch'}),
    ];
    expect(plan(all, {pinned: ['a', 'c']}, {room: 0})).toEqual(['c useless 10', 'b unneeded 10']);
  });

  test('and nothing that would win no room', () => {
    const twin = stored('twin', {seconds: 0.1, room: {1: 100}});
    expect(plan([slow, twin, quick], {runs: {...runs, twin: 1}}, {room: 100})).toEqual(['quick room 100']);
    expect(plan([slow, twin, quick], {runs: {...runs, twin: 1}}, {room: 0})).toEqual([
      'twin room 0',
      'quick room 100',
      'slow room 100',
    ]);
  });

  test('whatever the store: it fits afterwards or nothing free is left, and nothing went in vain', () => {
    const any = fc.array(
      fc.record({
        seconds: fc.nat(100),
        room: fc.dictionary(fc.nat(12).map(String), fc.constant(10), {maxKeys: 4}),
        pinned: fc.boolean(),
        known: fc.boolean(),
      }),
      {maxLength: 12},
    );
    fc.assert(
      fc.property(any, fc.nat(130), (looks, room) => {
        const items = looks.map((look, each) => ({...look, stored: stored(`k${each}`, look)}));
        const everything = items.map((item) => item.stored);
        const keys = (of: typeof items) => of.map((item) => item.stored.key);
        const needs = needsOf({
          runs: Object.fromEntries(keys(items.filter(({known}) => known)).map((key) => [key, 1])),
          pinned: keys(items.filter(({pinned}) => pinned)),
        });
        const deletions = planCollection(everything, needs, {room});
        const gone = new Set(deletions.map((deletion) => deletion.stored));
        const kept = everything.filter((each) => !gone.has(each));
        const freed = deletions.reduce((total, {frees}) => total + frees, 0);
        expect(roomTaken(kept)).toBe(roomTaken(everything) - freed);
        expect([...gone].some(({key}) => needs.pinned.has(key))).toBe(false);
        if (kept.some(({key}) => !needs.pinned.has(key))) expect(roomTaken(kept)).toBeLessThanOrEqual(room);
        for (const each of gone) expect(roomTaken([...kept, each])).toBeGreaterThan(room);
      }),
    );
  });
});
