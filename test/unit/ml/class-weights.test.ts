import {expect, test} from 'vitest';
import {weightsOfClasses} from '../../../src/ml/class-weights.ts';

test("balanced weights are those of scikit-learn's compute_class_weight; a class without images has none", () => {
  // compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 0, 1, 2, 2, 2]), scikit-learn 1.5.
  const classes = Uint16Array.of(0, 0, 0, 0, 1, 2, 2, 2);
  expect(weightsOfClasses('balanced', classes, 3)).toEqual([8 / 12, 8 / 3, 8 / 9]);
  expect(weightsOfClasses('balanced', classes, 4)).toEqual([0.5, 2, 8 / 12, 0]);
  expect(weightsOfClasses([1, 2, 3], classes, 3)).toEqual([1, 2, 3]);
});
