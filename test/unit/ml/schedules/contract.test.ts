import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {z} from 'zod';
import {schedules} from '../../../../src/ml/schedules/index.ts';
import {params as trainParams} from '../../../../src/stages/train/params.ts';

/** What every registered schedule promises, so that a new one is tested before its author writes a test. */
describe.each(Object.entries(schedules))('%s', (name, schedule) => {
  test('is named as its file and its place in the registry are, and says what it is and where it comes from', () => {
    expect(schedule.name).toBe(name);
    expect(existsSync(new URL(`../../../../src/ml/schedules/${name}.ts`, import.meta.url))).toBe(true);
    expect(schedule.summary).toMatch(/^[A-Z].{20,}\.$/);
    expect(schedule.source).toMatch(/\d{4}|https:/);
  });

  test("has a default and a doc for each param, and none of train's own names", () => {
    expect(() => schedule.params.parse({})).not.toThrow();
    for (const [param, schema] of Object.entries(schedule.params.shape)) {
      expect((schema as z.ZodType).meta()?.description, param).toMatch(/^[A-Z].{10,}\.$/);
      expect(Object.keys(trainParams.shape)).not.toContain(param);
    }
  });

  const history = Array.from({length: 40}, (_, index) => 1 / (index + 1) + (index % 7) / 10);
  const given: Readonly<Record<string, unknown>> = schedule.params.parse({});
  const over = (epochs: number): readonly number[] =>
    Array.from({length: 80}, (_, index) =>
      schedule.factor(
        {epochsDone: index / 2, epochs, history: history.slice(0, Math.floor(index / 2))},
        given,
      ),
    );

  test('stays between 0 and 1', () => {
    expect(Math.min(...over(40))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...over(40))).toBeLessThanOrEqual(1);
  });

  test('says so where the number of epochs decides, and only there', () => {
    if (schedule.dependsOnTotalEpochs === undefined) expect(over(60)).toEqual(over(40));
    else expect(over(60)).not.toEqual(over(40));
  });
});
