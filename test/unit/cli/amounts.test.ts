import {expect, test} from 'vitest';
import {wholeNumber} from '../../../src/cli/amounts.ts';

test.each(['0', '-1', '1.5', 'many', '', '1e21', 'Infinity'])('%s is no count', (text) => {
  expect(() => wholeNumber(text)).toThrow(`${text} is not a whole number above 0.`);
});
