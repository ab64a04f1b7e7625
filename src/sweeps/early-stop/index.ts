import {asha} from './asha.ts';
import {median} from './median.ts';
import type {Rule} from './rule.ts';

/** What `early_stop: {method: …}` can say. To add one: a file beside this one and a word here. */
export const rules: Readonly<Record<string, Rule>> = Object.fromEntries(
  [asha, median].map((rule) => [rule.name, rule]),
);
