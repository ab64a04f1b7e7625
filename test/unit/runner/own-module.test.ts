import {inspect} from 'node:util';
import {z} from 'zod';
import {expect, expectTypeOf, test} from 'vitest';
import {defineStage} from '../../../src/runner/module/authoring.ts';
import {readOwnStage} from '../../../src/runner/module/own-stage.ts';
import {paramShape} from '../../../src/runner/module/param-shape.ts';
import {thrownAt} from '../../../src/runner/module/thrown-at.ts';
import {watchReads} from '../../../src/runner/module/watch-reads.ts';

test('the types of a stage follow from what it declares', () => {
  defineStage({
    inputs: {text: 'a', more: {doc: 'b', optional: true}, folds: {doc: 'c', many: true}},
    params: {
      least: 4,
      language: {type: 'string', oneOf: ['en', 'de']},
      seed: z.int().default(1),
      top: {type: 'integer', optional: true},
    },
    run({params, inputs}) {
      expectTypeOf(params).toEqualTypeOf<{
        readonly least: number;
        readonly language: 'en' | 'de';
        readonly seed: number;
        readonly top: number | undefined;
      }>();
      expectTypeOf(inputs.text).toEqualTypeOf<string>();
      expectTypeOf(inputs.more).toEqualTypeOf<string | undefined>();
      expectTypeOf(inputs.folds).toEqualTypeOf<Readonly<Record<string, string>>>();
    },
  });
  defineStage({
    run({inputs}) {
      expectTypeOf(inputs).toEqualTypeOf<{readonly [role: string]: string}>();
    },
  });
});

test('params: a schema, a description or a default alone', () => {
  const shape = paramShape({
    schema: z.int().min(1),
    words: {type: 'integer', min: 1, max: 9, default: 3, doc: 'How many.'},
    choice: {type: 'string', oneOf: ['a', 'b']},
    left: {type: 'boolean', optional: true},
    alone: 'x',
  });
  if ('why' in shape) throw new Error(shape.why);
  expect(z.toJSONSchema(shape.schema, {io: 'input'})).toMatchObject({
    properties: {
      schema: {type: 'integer', minimum: 1},
      words: {type: 'integer', minimum: 1, maximum: 9, default: 3, description: 'How many.'},
      choice: {type: 'string', enum: ['a', 'b']},
      left: {type: 'boolean'},
      alone: {type: 'string', default: 'x'},
    },
    required: ['schema', 'choice'],
  });
});

const nothing = (): undefined => undefined;

test.each([
  [undefined, 'is no stage'],
  [() => undefined, 'is no stage'],
  [{}, 'has no function `run`'],
  [{run: 1}, 'has no function `run`'],
  [{run: nothing, parms: {}}, 'has a key parms; a stage knows summary, params, inputs, lane, run'],
  [{run: nothing, lane: 'fast'}, 'has a `lane` that is none of network, light, training'],
  [{run: nothing, params: 3}, 'does not fit: `params` must be an object of params'],
  [{run: nothing, params: z.string()}, 'does not fit: `params` must be an object of params'],
  [
    {run: nothing, params: {a: {type: 'float'}}},
    "does not fit: `params.a` must be a zod schema, a default, or {type: 'string' | 'number' | 'integer' | 'boolean', …}",
  ],
  [
    {run: nothing, inputs: {a: {optional: true}}},
    "does not fit: `inputs.a` must be text, or {doc: '…', optional: true, many: true}",
  ],
])('what is no stage is told: %j', (exported, why) => {
  expect(readOwnStage(exported)).toEqual({why});
});

test('a param is read when its value was taken, alone or with all others', () => {
  const unread = (read: (params: Readonly<Record<string, unknown>>) => unknown) => {
    const watched = watchReads({a: 1, b: [2]});
    read(watched.value);
    return watched.unread();
  };
  expect(unread(() => undefined)).toEqual(['a', 'b']);
  expect(unread(({b}) => b)).toEqual(['a']);
  expect(unread((params) => ({...params}))).toEqual([]);
  expect(unread((params) => JSON.stringify(params))).toEqual([]);
  expect(unread((params) => structuredClone(params))).toEqual([]);
  expect(unread((params) => inspect(params))).toEqual(['a', 'b']);
  expect(inspect(watchReads({a: 1}).value)).toBe('{ a: 1 }');
});

test('of what is thrown the innermost place in the user’s files is told', () => {
  const error = new RangeError('too\nmuch', {cause: new Error('why')});
  error.stack =
    'RangeError: too\n    at f (file:///a/lib.js:1:2)\n    at g (file:///w/my%20stage.ts:3:4)\n    at /w/other.ts:5:6';
  expect(thrownAt(error, ['/w/my stage.ts', '/w/other.ts'])).toEqual({
    said: 'RangeError: too much, because: why',
    where: {file: '/w/my stage.ts', line: 3, column: 4},
  });
  expect(thrownAt(error, ['/w/other.ts']).where).toEqual({file: '/w/other.ts', line: 5, column: 6});
  expect(thrownAt({code: 3}, [])).toEqual({said: '{"code":3}', where: undefined});
  expect(thrownAt(undefined, [])).toEqual({said: 'undefined', where: undefined});
});
