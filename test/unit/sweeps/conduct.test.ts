import {afterEach, describe, expect, test} from 'vitest';
import {answerOf} from '../../../src/sweeps/answer.ts';
import type {SweepEvent} from '../../../src/sweeps/events.ts';
import {countPoints} from '../../../src/sweeps/points.ts';
import {widthFor} from '../../../src/sweeps/width.ts';
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
      return `trial ${event.trial} ${JSON.stringify(event.changes)}${event.epochs === undefined ? '' : ` to ${event.epochs}`}: ${event.reason}`;
    case 'trial-stopped':
      return `trial ${event.trial} stopped: ${event.reason}`;
    case 'trial-done':
      return `trial ${event.trial} ${event.status} ${event.value ?? ''}${event.isBest ? ', best' : ''}`;
    case 'trial-known':
      return `trial ${event.trial} is known`;
    case 'sweep-paused':
    case 'sweep-resumed':
      return event.type;
    case 'trials-added':
      return `${event.trials} more`;
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
    const {events, ledger} = await conducted(ground, (params, trial) =>
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
      'done: nothing is left to try; 6 trials, 1 failed, best 3',
    ]);
    const {ranked, failed} = answerOf(ground.sweep, ledger.trials);
    // Of the second one seed failed: it stands below what has a value of each.
    expect(ranked.map(({point, mean}) => [point['train.epochs'], mean.toFixed(2)])).toEqual([
      [10, '-0.85'],
      [20, '-80.85'],
      [5, '-35.90'],
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
    const {events} = await conducted(ground, (_, trial) => trial - 3);
    expect(events.map(lineOf).at(-1)).toBe(`done: ${reason}; ${trials} trials, 0 failed, best ${trials}`);
  });

  test('goes by the mean over seeds: one that is lucky is neither the best nor the target', async () => {
    const ground = await groundOf('space: {augment.zoom: [0.1, 0.2, 0.3]}\nseeds: 3\nbudget: {target: 0.8}');
    const {events, ledger} = await conducted(ground, (params) => {
      const [zoom, seed] = [Number(params['augment.zoom']), Number(params['train.seed'])];
      return zoom === 0.1 ? (seed === 2 ? 0.99 : 0.1) : zoom === 0.3 ? 0.5 : 0.6;
    });
    expect(events.map(lineOf).at(-1)).toBe('done: nothing is left to try; 9 trials, 0 failed, best 4');
    expect(ledger.best?.mean).toBeCloseTo(0.6);
    const met = await conducted(ground, (params) => 0.71 + Number(params['train.seed']) / 20);
    expect(met.events.map(lineOf).at(-1)).toMatch(
      /^done: val_acc reached 0\.81 in the mean of 3 seeds; the target is 0.8; 3 trials, /,
    );
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

test.each(['random', 'tpe', 'sobol'])(
  '%s comes to every point of a space that it can use up',
  async (method) => {
    const ground = await groundOf(
      `method: ${method}
space: {augment.zoom: [0, 0.1, 0.2, 0.3], augment.rotation: [1, 2, 3], train.units: {int: [1, 4], log: true}}
exclude: [{train.units: 3, augment.rotation: 2}]
budget: {trials: 200}`,
    );
    const {ledger, events} = await conducted(
      ground,
      (params) => Number(params['augment.rotation']) + Number(params['augment.zoom']),
    );
    expect(events.map(lineOf).at(-1)).toMatch(/^done: nothing is left to try; 44 trials/);
    expect(new Set(ledger.trials.map(({point}) => JSON.stringify(point))).size).toBe(44);
  },
);

/** Learning curves that cross: who is ahead early need not stay so. */
const curve = (params: Readonly<Record<string, unknown>>): number => {
  const zoom = Number(params['augment.zoom']);
  const value = (1 - Math.exp(-Number(params['train.epochs']) / (2 + 10 * zoom))) * (0.5 + zoom / 2);
  return Number(value.toFixed(4));
};

describe('stopping early', () => {
  test('by successive halving, the best third of a rung goes on', async () => {
    const ground = await groundOf(
      `space: {augment.zoom: [0.1, 0.9, 0.5]}
early_stop: {method: asha, min_epochs: 2, reduction: 3}
set: {train.epochs: 18}`,
    );
    const {events, ledger} = await conducted(ground, curve);
    expect(events.map(lineOf)).toEqual([
      'try by grid, 0 known',
      'trial 1 {"augment.zoom":0.1} to 2: point 1 of the grid\'s 3',
      'trial 1 done 0.2676, best',
      'trial 2 {"augment.zoom":0.9} to 2: point 2 of the grid\'s 3',
      'trial 2 done 0.1579',
      'trial 3 {"augment.zoom":0.5} to 2: point 3 of the grid\'s 3',
      'trial 3 done 0.1864',
      'trial 1 {"augment.zoom":0.1} to 6: place 1 of the 3 that reached 2 epochs',
      'trial 1 done 0.4756, best',
      'done: nothing is left to try; 3 trials, 0 failed, best 1',
    ]);
    expect(ledger.epochs).toBe(10);
  });

  test('goes by the mean over seeds, and a point goes on with all of its seeds', async () => {
    const ground = await groundOf(
      `space: {augment.zoom: [0.1, 0.9, 0.5]}
seeds: 2
early_stop: {method: asha, min_epochs: 2, reduction: 3}
set: {train.epochs: 6}`,
    );
    // One seed of the worst point is the luckiest of all.
    const lucky = ({'train.seed': seed, 'augment.zoom': zoom}: Readonly<Record<string, unknown>>) =>
      zoom === 0.9 && seed === 2 ? 0.15 : 0;
    const worth = (params: Parameters<typeof curve>[0]) => curve(params) + lucky(params);
    const {events, ledger} = await conducted(ground, worth, {lanes: 2});
    expect(
      events.flatMap((event) =>
        event.type === 'trial-started' && event.epochs === 6 ? [[event.trial, event.reason]] : [],
      ),
    ).toEqual([
      [1, 'place 1 of the 3 that reached 2 epochs, by the mean of its seeds'],
      [2, 'trial 1, of the same point, went on'],
    ]);
    const [best, ...others] = answerOf(ground.sweep, ledger.trials).ranked;
    expect([best?.point, best?.whole, best?.epochs, best?.values]).toEqual([
      {'augment.zoom': 0.1},
      true,
      6,
      [0.4756, 0.4756],
    ]);
    expect(others.map(({whole, epochs, values}) => [whole, epochs, values.length])).toEqual([
      [false, 2, 2],
      [false, 2, 2],
    ]);
  });

  test('a trial that was cut off on its way to its end is not told as one that came there', async () => {
    const ground = await groundOf(
      `space: {augment.zoom: [0.1, 0.9, 0.5]}
early_stop: {method: asha, min_epochs: 2, reduction: 3}
set: {train.epochs: 6}`,
    );
    const {status, ledger} = await conducted(ground, curve, {killAfter: 3});
    const [best] = answerOf(ground.sweep, ledger.trials).ranked;
    expect([status, best?.whole, best?.epochs]).toEqual(['cancelled', false, 2]);
  });

  test('by the median, the worse half stops', async () => {
    const ground = await groundOf(
      `space: {augment.zoom: [0.1, 0.2, 0.3, 0.9]}
early_stop: {method: median, min_epochs: 2, every: 4, min_trials: 2}
set: {train.epochs: 8}`,
    );
    const {events} = await conducted(ground, curve);
    expect(events.flatMap((event) => (event.type === 'trial-stopped' ? [lineOf(event)] : []))).toEqual([
      'trial 3 stopped: 0.2143 at 2 epochs; the median of 2 others is 0.25185',
      'trial 4 stopped: 0.1579 at 2 epochs; the median of 3 others is 0.2361',
    ]);
  });

  test('decides the same whoever is quicker', async () => {
    const ground = await groundOf(early);
    const runs = await Promise.all(
      [1, 7, 13].map((pace) =>
        conducted(ground, curve, {lanes: 3, turns: ({number}) => (number * pace) % 11}),
      ),
    );
    const [first, ...others] = runs.map(({history: {decisions}}) => decisions);
    expect(first?.length).toBeGreaterThan(30);
    for (const other of others) expect(other).toEqual(first);
  });
});

/** A trial of each sixteenth of the range reaches the target; how long one takes says nothing of its worth. */
const hit = `method: sobol
space: {augment.zoom: {float: [0, 1]}}
budget: {trials: 40, target: 1}`;

const early = `method: sobol
space: {augment.zoom: {float: [0, 1]}}
budget: {trials: 24}
early_stop: {method: asha, min_epochs: 1, reduction: 3}
set: {train.epochs: 27}`;

/** Other seeds, other values; the first has none. */
const luck = ({'train.seed': seed, 'train.epochs': epochs}: Readonly<Record<string, unknown>>): number =>
  ((Number(seed) - 1) * (Number(epochs) % 5)) / 50;

const sixteenth = (params: Readonly<Record<string, unknown>>): number =>
  Math.floor(Number(params['augment.zoom']) * 16) === 9 ? 1 : 0;

describe.each([
  [
    'random',
    'method: random\nspace: {augment.zoom: {float: [0, 1]}, train.model: [mlp, cnn]}\nbudget: {trials: 24}',
  ],
  ['with successive halving', early],
  ['with successive halving and seeds', early.replace('trials: 24', 'trials: 45').concat('\nseeds: 3')],
  [
    'with the median rule and seeds',
    early.replace('asha, min_epochs: 1, reduction: 3', 'median, every: 5').concat('\nseeds: 2'),
  ],
  ['until a target is reached', hit],
  ['with the median rule', early.replace('asha, min_epochs: 1, reduction: 3', 'median, every: 5')],
])('%s, killed again and again', (_name, text) => {
  test.each([1, 2, 5])('decides as one undisturbed, %i at a time', async (lanes) => {
    const ground = await groundOf(text);
    const worth =
      text === hit ? sixteenth : (params: Parameters<typeof curve>[0]) => curve(params) + luck(params);
    const undisturbed = await conducted(ground, worth, {lanes, turns: ({number}) => (number * 7) % 11});
    let history = {decisions: [], outcomes: []} as (typeof undisturbed)['history'];
    let kills = 0;
    for (; ; kills++) {
      const turns = ({number}: {readonly number: number}) => (number * (kills + 3)) % 5;
      const part = await conducted(ground, worth, {lanes, history, killAfter: kills % 3, turns});
      history = part.history;
      if (part.status === 'done') break;
    }
    expect(kills).toBeGreaterThan(10);
    expect(history.decisions).toEqual(undisturbed.history.decisions);
    const values = (of: typeof history) =>
      of.outcomes.map(({decision, value}) => [decision, value]).sort(([a = 0], [b = 0]) => a - b);
    expect(values(history)).toEqual(values(undisturbed.history));
  });
});

test('given more budget it goes on from where it was', async () => {
  const ground = await groundOf('method: sobol\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {trials: 3}');
  const first = await conducted(ground, () => 1);
  const more = {...ground, sweep: {...ground.sweep, budget: {trials: 5}}};
  const second = await conducted(more, () => 1, {history: first.history});
  expect(second.events.filter(({type}) => type === 'trial-started')).toHaveLength(2);
  expect(second.history.decisions.slice(0, 3)).toEqual(first.history.decisions);
});

test.each([1, 2, 3])('a budget of time that is spent stays so, %i at a time', async (lanes) => {
  const ground = await groundOf('method: sobol\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {time: 4s}');
  const first = await conducted(ground, () => 1, {lanes});
  const seconds = first.ledger.seconds / lanes;
  const spent = {...ground, sweep: {...ground.sweep, budget: {seconds}}};
  const again = await conducted(spent, () => 1, {lanes, history: first.history});
  expect(again.events.filter(({type}) => type === 'trial-started')).toEqual([]);
});

describe('steered while it goes on', () => {
  const sobol = 'method: sobol\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {trials: 3}';

  test('it begins nothing while it pauses', async () => {
    const ground = await groundOf(sobol);
    const {events} = await conducted(ground, () => 1, {
      steer: ({take}, event) => {
        if (event.type === 'trial-done' && event.trial === 1) take({kind: 'pause'});
        if (event.type === 'sweep-paused') setImmediate(() => take({kind: 'resume'}));
      },
    });
    expect(events.map(({type}) => type)).toEqual([
      'sweep-started',
      'trial-started',
      'trial-done',
      'sweep-paused',
      'sweep-resumed',
      'trial-started',
      'trial-done',
      'trial-started',
      'trial-done',
      'sweep-done',
    ]);
  });

  test('what ended while it paused counts when it goes on', async () => {
    const ground = await groundOf(
      'method: sobol\nspace: {augment.zoom: {float: [0, 1]}}\nbudget: {trials: 9, time: 1s}',
    );
    const {ledger} = await conducted(ground, () => 1, {
      lanes: 3,
      turns: ({trial}) => trial * 3,
      steer: ({take}, event) => {
        if (event.type !== 'trial-done') return;
        if (event.trial === 1) take({kind: 'pause'});
        if (event.trial === 3) setImmediate(() => setImmediate(() => take({kind: 'resume'})));
      },
    });
    expect(ledger.trials).toHaveLength(3);
  });

  test('a trial that was to stop when all was killed does not go on', async () => {
    const ground = await groundOf(sobol);
    const {history} = await conducted(ground, () => 1, {killAfter: 0});
    const {events} = await conducted(ground, () => 1, {history, stopped: [1]});
    expect(events.map(lineOf).slice(1, 3)).toEqual([expect.stringMatching(/^trial 1 /), 'trial 1 stopped ']);
  });

  test('it tries as many more as are added', async () => {
    const ground = await groundOf(sobol);
    const {ledger} = await conducted(ground, () => 1, {
      steer: ({take}, event) => {
        if (event.type === 'trial-done' && event.trial === 3) take({kind: 'add', trials: 2});
      },
    });
    expect(ledger.trials).toHaveLength(5);
  });

  test('a trial that is stopped keeps what it was worth, and the sweep goes on', async () => {
    const ground = await groundOf(early);
    const stopAtStart = new Set([2]);
    const {events, ledger, history} = await conducted(ground, curve, {
      steer: ({take}, event) => {
        if (event.type === 'trial-started' && stopAtStart.has(event.trial))
          take({kind: 'stop-trial', trial: event.trial});
        if (event.type === 'trial-done' && event.trial === 1) take({kind: 'stop-trial', trial: 1});
      },
    });
    expect(events.map(lineOf).slice(1, 6)).toEqual([
      expect.stringMatching(/^trial 1 .* to 1: /),
      'trial 1 done 0.1067, best',
      'trial 1 stopped: stopped by hand',
      expect.stringMatching(/^trial 2 .* to 1: /),
      'trial 2 stopped ',
    ]);
    expect(
      ledger.trials.slice(0, 2).map(({status, epochs, marks}) => [status, epochs, marks.length]),
    ).toEqual([
      ['stopped', 1, 1],
      ['stopped', 0, 0],
    ]);
    // The next process knows of it from the record.
    const again = await conducted(ground, curve, {history});
    expect(again.ledger.trials).toEqual(ledger.trials);
  });
});

test('the lanes of a sweep fit into the memory that is there', () => {
  const machine = {cores: 4, memory: 4e9};
  expect(widthFor(machine, {threads: 1, memory: 7e8})).toEqual({lanes: 4, because: 'cores'});
  expect(widthFor(machine, {threads: 2, memory: 7e8})).toEqual({lanes: 2, because: 'cores'});
  expect(widthFor(machine, {threads: 1, memory: 1.5e9})).toEqual({lanes: 2, because: 'memory'});
  expect(widthFor(machine, {jobs: 3, threads: 1, memory: 1e9})).toEqual({lanes: 3, because: 'asked'});
  expect(widthFor(machine, {jobs: 9, threads: 1, memory: 9e9})).toEqual({lanes: 1, because: 'memory'});
});

test('of a grid as many trials are foretold as it has points', async () => {
  const {sweep} = await groundOf(
    `space: {train.model: [mlp, cnn], augment.zoom: [0, 0.1, 0.2], train.units: {choices: [8, 16], when: {train.model: mlp}}}
exclude: [{train.model: cnn, augment.zoom: 0.2}]`,
  );
  expect(countPoints(sweep.space)).toBe(8);
});
