import {expect, test} from 'vitest';
import {fail, ok, type Result} from '../../../../src/runner/failure.ts';
import {patientCache} from '../../../../src/ui/dashboard/patient-cache.ts';
import {unwrap} from '../../../rig/workspace.ts';

/** Reading takes as many milliseconds as the value weighs. */
function cacheOf(values: Readonly<Record<string, number>>, most: number) {
  let at = 0;
  const reads: string[] = [];
  const cache = patientCache<number>({
    read: (id): Result<number> => {
      reads.push(id);
      const value = values[id];
      if (value === undefined) return fail({code: 'run-unknown', blame: 'user', what: `no ${id}`});
      at += value;
      return ok(value);
    },
    weigh: (value) => value,
    most,
    now: () => at,
  });
  return {
    want: (...ids: readonly string[]) => [...unwrap(cache.want(ids)).keys()],
    changed: cache.changed,
    wait: (milliseconds: number) => {
      at += milliseconds;
    },
    reads: () => reads.splice(0).join(' '),
  };
}

test('what changes is read again, the longer it takes the less often', () => {
  const {want, changed, wait, reads} = cacheOf({quick: 0, slow: 100}, 1000);
  expect(want('quick', 'slow', 'gone')).toEqual(['quick', 'slow']);
  expect(reads()).toBe('quick slow gone');
  changed('quick');
  changed('slow');
  want('quick', 'slow');
  expect(reads()).toBe('quick');
  wait(399);
  want('slow');
  expect(reads()).toBe('');
  wait(1);
  want('slow');
  expect(reads()).toBe('slow');
  wait(5000);
  want('quick', 'slow');
  expect(reads()).toBe('');
});

test('of what is not wanted any more, only so much stays', () => {
  const {want, reads} = cacheOf({a: 4, b: 4, c: 4}, 8);
  want('a');
  want('b');
  want('a');
  expect(reads()).toBe('a b');
  want('c');
  want('c');
  want('a', 'c');
  expect(reads()).toBe('c a');
});
