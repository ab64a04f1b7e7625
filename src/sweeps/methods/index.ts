import {grid} from './grid.ts';
import type {Method} from './method.ts';
import {random} from './random.ts';
import {sobol} from './sobol.ts';
import {tpe} from './tpe.ts';

/** What `method:` can say. To add one: a file beside this one and a word here. */
export const methods: Readonly<Record<string, Method>> = Object.fromEntries(
  [grid, random, sobol, tpe].map((method) => [method.name, method]),
);
