import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {z} from 'zod';
import {loadBackend} from '../../../../src/ml/backend.ts';
import {engineInfo} from '../../../../src/ml/engine-info.ts';
import {createTrainer} from '../../../../src/ml/engine/create-trainer.ts';
import type {Trainer} from '../../../../src/ml/engine/trainer.ts';
import {models} from '../../../../src/ml/models/index.ts';
import {optimisers} from '../../../../src/ml/optimisers/index.ts';
import {
  createOptimiser,
  type OptimiserDefinition,
} from '../../../../src/ml/optimisers/optimiser-definition.ts';
import {schedules} from '../../../../src/ml/schedules/index.ts';
import {params as trainParams} from '../../../../src/stages/train/params.ts';
import {batchFor, optionsFor, smallCnn} from '../engine/graph/examples.ts';

const info = engineInfo();
const loaded = info.ok ? await loadBackend({engine: info.value.name, threads: 2}) : info;
if (!loaded.ok) throw new Error(loaded.failure.what);
const backend = loaded.value;

const model = smallCnn();
const batches = Array.from({length: 12}, (_, index) => batchFor(model, index === 5 ? 5 : 16, index));

const trainerWith = (
  definition: OptimiserDefinition,
  given: Readonly<Record<string, unknown>>,
  prefer: Trainer['kind'],
): Trainer =>
  createTrainer({...optionsFor(model), optimiser: createOptimiser(definition, given)}, {backend, prefer})
    .trainer;

const bitsOf = (trainer: Trainer, steps = batches) => {
  const results = steps.map((batch) => trainer.step(batch, 0.003));
  const state = trainer.save();
  trainer.dispose();
  return {results, state};
};

/** What every registered optimiser promises, so that a new one is tested before its author writes a test. */
describe.each(Object.entries(optimisers))('%s', (name, definition) => {
  test('is named as its file and its place in the registry are, and says what it is and where it comes from', () => {
    expect(definition.name).toBe(name);
    expect(existsSync(new URL(`../../../../src/ml/optimisers/${name}.ts`, import.meta.url))).toBe(true);
    expect(definition.summary).toMatch(/^[A-Z].{20,}\.$/);
    expect(definition.source).toMatch(/\d{4}/);
  });

  test('has a default and a doc for each param, and no name that train, a model or a schedule has', () => {
    const taken = [
      trainParams,
      ...[...Object.values(models), ...Object.values(schedules)].map(({params}) => params),
    ];
    expect(() => definition.params.parse({})).not.toThrow();
    for (const [param, schema] of Object.entries(definition.params.shape)) {
      expect((schema as z.ZodType).meta()?.description, param).toMatch(/^[A-Z].{10,}\.$/);
      expect(taken.flatMap(({shape}) => Object.keys(shape))).not.toContain(param);
    }
  });

  /** With its defaults, and with every param that can be off turned on. */
  const settings = [
    ['as it comes', {}],
    ['with all it has', {momentum: 0.9, nesterov: true, centered: true, weight_decay: 0.01}],
  ] as const;

  describe.each(settings)('%s', (_, all) => {
    const given = Object.fromEntries(
      Object.entries(all).filter(([param]) => Object.hasOwn(definition.params.shape, param)),
    );

    test.each(['graph', 'eager'] as const)('ends with the same bits each time: %s', (kind) => {
      expect(bitsOf(trainerWith(definition, given, kind))).toEqual(
        bitsOf(trainerWith(definition, given, kind)),
      );
    });

    test.each(['graph', 'eager'] as const)('goes on from what was saved to the same bits: %s', (kind) => {
      const whole = bitsOf(trainerWith(definition, given, kind));
      const {state} = bitsOf(trainerWith(definition, given, kind), batches.slice(0, 7));
      const slots = createOptimiser(definition, given).slots;
      expect(state.slots.map((slot) => slot.name)).toEqual(
        slots.flatMap((slot) => state.weights.map((weight) => `${slot}/${weight.name}`)),
      );
      const resumed = trainerWith(definition, given, kind);
      resumed.restore(state);
      const rest = bitsOf(resumed, batches.slice(7));
      expect(rest.results).toEqual(whole.results.slice(7));
      expect(rest.state).toEqual(whole.state);
    });

    test('moves the weights on both engines alike', () => {
      const [graph, eager] = [
        bitsOf(trainerWith(definition, given, 'graph')),
        bitsOf(trainerWith(definition, given, 'eager')),
      ];
      for (const part of ['weights', 'slots'] as const) {
        graph.state[part].forEach(({name: weight, values}, index) => {
          const theirs = eager.state[part][index]?.values ?? new Float32Array();
          const furthest = Math.max(...values.map((value, at) => Math.abs(value - (theirs[at] ?? NaN))));
          expect(furthest, weight).toBeLessThan(3e-5);
        });
      }
    });
  });
});
