import {afterEach, describe, expect, test} from 'vitest';
import {answerOf} from '../../../src/sweeps/answer.ts';
import type {SweepEvent} from '../../../src/sweeps/events.ts';
import {conducted} from '../../rig/conducted.ts';
import {sweptWorkspace} from '../../rig/sweep-ground.ts';

const removers: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(removers.splice(0).map((remove) => remove())));

async function groundOf(text: string) {
  const {workspace, ground} = await sweptWorkspace(text);
  removers.push(workspace.remove);
  return ground();
}

const lineOf = (event: SweepEvent): string => {
  switch (event.type) {
    case 'sweep-started':
      return `${event.sweep} by ${event.method}, ${event.resumed} known`;
    case 'trial-started':
      return `trial ${event.trial} ${JSON.stringify(event.changes)}: ${event.reason}`;
    case 'trial-done':
      return `trial ${event.trial} ${event.status} ${event.value ?? ''}${event.isBest ? ', best' : ''}`;
    case 'sweep-done':
      return `${event.status}: ${event.reason}; ${event.trials} trials, ${event.failed} failed, best ${event.best ?? 'none'}`;
    default:
      return event satisfies never;
  }
};

const bowl = (params: Readonly<Record<string, unknown>>): number =>
  -((Number(params['train.epochs']) - 11) ** 2);

describe('a sweep', () => {
  test('tries every point with every seed, and a trial that fails does not stop it', async () => {
    const ground = await groundOf('space: {train.epochs: [5, 10, 20]}\nseeds: 2');
    const {events, ledger} = await conducted(ground, (params, {trial}) =>
      trial === 2 ? undefined : bowl(params) + Number(params['train.seed']) / 10,
    );
    expect(events.map(lineOf)).toEqual([
      'try by grid, 0 known',
      'trial 1 {"train.epochs":5,"train.seed":1}: point 1 of the grid\'s 3',
      'trial 1 done -35.9, best',
      'trial 2 {"train.epochs":5,"train.seed":2}: seed 2 of 2 of the same point',
      'trial 2 failed ',
      'trial 3 {"train.epochs":10,"train.seed":1}: point 2 of the grid\'s 3',
      'trial 3 done -0.9, best',
      'trial 4 {"train.epochs":10,"train.seed":2}: seed 2 of 2 of the same point',
      'trial 4 done -0.8, best',
      'trial 5 {"train.epochs":20,"train.seed":1}: point 3 of the grid\'s 3',
      'trial 5 done -80.9',
      'trial 6 {"train.epochs":20,"train.seed":2}: seed 2 of 2 of the same point',
      'trial 6 done -80.8',
      'done: nothing is left to try; 6 trials, 1 failed, best 4',
    ]);
    const {ranked, failed} = answerOf(ground.sweep.objective, ledger.trials);
    expect(ranked.map(({point, mean}) => [point['train.epochs'], mean.toFixed(2)])).toEqual([
      [10, '-0.85'],
      [5, '-35.90'],
      [20, '-80.85'],
    ]);
    expect(failed.map(({number}) => number)).toEqual([2]);
  });

  test.each([
    ['trials: 4', 'the budget of 4 trials is spent', 4],
    ['epochs: 60', 'the budget of 60 epochs is spent', 3],
    ['target: 0', 'val_acc reached 0; the target is 0', 3],
    ['time: 5s', 'the budget of time is spent', 5],
  ])('ends when its budget is spent: %s', async (budget, reason, trials) => {
    const ground = await groundOf(
      `method: random\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {${budget}}`,
    );
    const {events} = await conducted(ground, (_, {trial}) => trial - 3);
    expect(events.map(lineOf).at(-1)).toBe(`done: ${reason}; ${trials} trials, 0 failed, best ${trials}`);
  });

  test('begins no point of which not every seed fits into the budget', async () => {
    const ground = await groundOf('space: {train.epochs: [5, 10, 20]}\nseeds: 2\nbudget: {trials: 5}');
    const {events} = await conducted(ground, bowl);
    expect(events.map(lineOf).at(-1)).toBe(
      'done: 4 trials, and the next point needs 2 more; 4 trials, 0 failed, best 3',
    );
  });

  test('stops when the space is used up, though its method would draw for ever', async () => {
    const ground = await groundOf('method: random\nspace: {train.model: [mlp, cnn]}\nbudget: {trials: 9}');
    const {ledger} = await conducted(ground, () => 1);
    expect(ledger.trials.map(({point}) => point['train.model']).sort()).toEqual(['cnn', 'mlp']);
  });
});

test.each([1, 2, 5])('killed again and again it decides as one undisturbed, %i at a time', async (lanes) => {
  const text =
    'method: random\nspace: {augment.zoom: {float: [0, 1]}, train.model: [mlp, cnn]}\nbudget: {trials: 24}';
  const ground = await groundOf(text);
  const value = (params: Readonly<Record<string, unknown>>) => Number(params['augment.zoom']);
  const undisturbed = await conducted(ground, value, {lanes});
  let history = {decisions: [], outcomes: []} as (typeof undisturbed)['history'];
  let kills = 0;
  for (; ; kills++) {
    const part = await conducted(ground, value, {lanes, history, killAfter: kills % 3});
    history = part.history;
    if (part.status === 'done') break;
  }
  expect(kills).toBeGreaterThan(10);
  expect(history.decisions).toEqual(undisturbed.history.decisions);
  const values = (of: typeof history) => of.outcomes.map(({trial, value: got}) => [trial, got]).sort();
  expect(values(history)).toEqual(values(undisturbed.history));
});

test('given more budget it goes on from where it was', async () => {
  const ground = await groundOf('method: sobol\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {trials: 3}');
  const first = await conducted(ground, () => 1);
  const more = {...ground, sweep: {...ground.sweep, budget: {trials: 5}}};
  const second = await conducted(more, () => 1, {history: first.history});
  expect(second.events.filter(({type}) => type === 'trial-started')).toHaveLength(2);
  expect(second.history.decisions.slice(0, 3)).toEqual(first.history.decisions);
});
