import {afterEach, describe, expect, test} from 'vitest';
import {listTrials} from '../../../src/sweeps/list-trials.ts';
import {fitInto, priceOf, type PricedTrial} from '../../../src/sweeps/price.ts';
import {sweepPriceText} from '../../../src/ui/sweep-price-text.ts';
import {conducted} from '../../rig/conducted.ts';
import {sweptWorkspace} from '../../rig/sweep-ground.ts';

const removers: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(removers.splice(0).map((remove) => remove())));

async function groundOf(text: string) {
  const {workspace, ground} = await sweptWorkspace(text);
  removers.push(workspace.remove);
  return ground();
}

const priced = (trial: number, seconds: number | undefined, epochs = 9): PricedTrial =>
  seconds === 0
    ? {trial, will: 'known', epochs: 0, seconds, bytes: 0}
    : {trial, will: 'train', epochs, seconds, bytes: seconds === undefined ? undefined : 1e6};

describe('the trials of a sweep, listed before any of them begins', () => {
  test('are those it would begin, seeds and all', async () => {
    const listed = listTrials(await groundOf('space: {train.epochs: [5, 10]}\nseeds: 2'));
    expect(listed).toEqual({
      isOpen: false,
      trials: [
        {trial: 1, point: {'train.epochs': 5}, seed: 1, full: 5},
        {trial: 2, point: {'train.epochs': 5}, seed: 2, full: 5},
        {trial: 3, point: {'train.epochs': 10}, seed: 1, full: 10},
        {trial: 4, point: {'train.epochs': 10}, seed: 2, full: 10},
      ],
    });
  });

  test('end with the epochs of the budget, or are open', async () => {
    const space = 'method: random\nspace: {augment.zoom: {float: [0, 1]}}';
    expect(listTrials(await groundOf(`${space}\nbudget: {epochs: 60}`)).trials).toHaveLength(3);
    const open = listTrials(await groundOf(`${space}\nbudget: {time: 1h}`), {most: 7});
    expect([open.trials.length, open.isOpen]).toEqual([7, true]);
  });

  test('are those that it began, and then those to come', async () => {
    const ground = await groundOf(
      'method: tpe\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {trials: 14}',
    );
    const {history} = await conducted(ground, (params) => Number(params['augment.zoom']), {killAfter: 12});
    const begun = history.decisions.filter((decision) => decision.kind === 'start');
    const listed = listTrials(ground, {begun, added: 2});
    expect([listed.trials.length, listed.guessedFrom]).toEqual([16, 14]);
    expect(listed.trials.slice(0, 13).map(({point}) => point)).toEqual(begun.map(({point}) => point));
  });

  test('are guesses where points rest on results', async () => {
    const listed = listTrials(
      await groundOf('method: tpe\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {trials: 12}'),
    );
    expect([listed.trials.length, listed.guessedFrom]).toEqual([12, 11]);
  });
});

describe('a price', () => {
  test('counts what trains, and the time of the lanes', async () => {
    const {sweep} = await groundOf('space: {train.epochs: [5, 10]}');
    expect(priceOf(sweep, [priced(1, 60), priced(2, 0), priced(3, 30), priced(4, 20)], 2)).toEqual({
      trials: 4,
      trainings: 3,
      known: 1,
      refused: 0,
      lanes: 2,
      epochs: {most: 27, about: 27},
      seconds: {most: 60, about: 60},
      bytes: 3e6,
    });
    expect(priceOf(sweep, [priced(1, undefined)], 2).seconds).toBeNull();
  });

  test('has bounds where trials may be stopped early', async () => {
    const halving = await groundOf(
      'space: {augment.zoom: [0, 0.1, 0.2]}\nearly_stop: {method: asha, min_epochs: 1, reduction: 3}\nset: {train.epochs: 9}',
    );
    const trials = [1, 2, 3].map((trial) => priced(trial, 90));
    // A third goes on from 1 to 3, a ninth from 3 to 9: 1 + 2/3 + 6/9 of 9 epochs.
    const {epochs, seconds} = priceOf(halving.sweep, trials, 1);
    expect(epochs).toEqual({most: 27, about: 7});
    expect(seconds?.most).toBe(270);
    expect(seconds?.about).toBeCloseTo(70);
    const median = {...halving.sweep, earlyStop: {...halving.sweep.earlyStop, method: 'median'}};
    expect(priceOf(median as typeof halving.sweep, trials, 1).epochs).toEqual({most: 27, about: null});
  });

  test('counts what would fail before it begins, and leaves none of that out', async () => {
    const {sweep} = await groundOf('space: {augment.zoom: [0, 0.1, 0.2]}');
    const none: PricedTrial = {trial: 2, will: 'refused', epochs: 0, seconds: 0, bytes: 0};
    const all = [priced(1, 60), none, priced(3, 60)];
    expect(fitInto(130, {sweep, trials: all, lanes: 1})).toEqual(all);
    const price = priceOf(sweep, all, 1);
    expect(
      sweepPriceText({
        sweep,
        price,
        guessedFrom: undefined,
        spent: 0,
        isOpen: false,
        budget: 130,
        leftOut: [],
      }),
    ).toBe(
      `3 trials → 2 trainings, 0 cached or shared, 1 refused; 18 epochs; about 2 min 00 s on 1 lane; 2.0 MB new
1 trial would fail before it begins: the stages do not take these params together.
`,
    );
  });

  test('waits for the training that another goes on from', async () => {
    const {sweep} = await groundOf('space: {train.epochs: [5, 10, 20, 40]}');
    const chain = [5, 5, 10, 20].map((seconds, index) => ({
      ...priced(index + 1, seconds, seconds),
      ...(index === 0 ? {} : {after: index}),
    }));
    expect(priceOf(sweep, chain, 2).seconds).toEqual({most: 40, about: 40});
  });

  test('ends with the budget of epochs where trials pause', async () => {
    const ground = await groundOf(
      'method: random\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {epochs: 30}\nearly_stop: {method: asha}\nset: {train.epochs: 9}',
    );
    const {trials} = listTrials(ground);
    const {epochs} = priceOf(
      ground.sweep,
      trials.map(({trial}) => priced(trial, 9)),
      1,
    );
    expect([trials.length, epochs]).toEqual([30, {most: 38, about: 30}]);
  });

  test('says what a budget leaves out', async () => {
    const ground = await groundOf('space: {augment.zoom: [0, 0.1, 0.2, 0.3]}');
    const {sweep} = ground;
    const all = [priced(1, 60), priced(2, 60), priced(3, 60), priced(4, 60)];
    const chosen = fitInto(130, {sweep, trials: all, lanes: 2});
    const {trials} = listTrials(ground);
    const told = (count: number, budget?: number) =>
      sweepPriceText({
        sweep,
        price: priceOf(sweep, all.slice(0, count), 2),
        guessedFrom: undefined,
        spent: 0,
        isOpen: false,
        ...(budget === undefined ? {} : {budget}),
        leftOut: trials.slice(count),
      });
    expect(chosen).toHaveLength(4);
    expect(told(4)).toBe(
      '4 trials → 4 trainings, 0 cached or shared; 36 epochs; about 2 min 00 s on 2 lanes; 4.0 MB new\n',
    );
    expect(fitInto(70, {sweep, trials: all, lanes: 2})).toHaveLength(2);
    expect(told(2, 70)).toBe(
      `2 trials → 2 trainings, 0 cached or shared; 18 epochs; about 1 min 00 s on 2 lanes; 2.0 MB new
Left out, for they do not fit into 1 min 10 s: 2 trials
  trial 3  augment.zoom=0.2
  trial 4  augment.zoom=0.3
\`epochal sweep try --budget 70s\` runs what fits, and ends what it has begun by then.
`,
    );
  });
});
