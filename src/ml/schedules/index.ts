import {constant} from './constant.ts';
import {cosine} from './cosine.ts';
import {oneCycle} from './one-cycle.ts';
import {plateau} from './plateau.ts';
import type {Schedule} from './schedule.ts';
import {step} from './step.ts';

/** The schedules, by the name `with: {schedule: …}` says. To add one: a file beside this one and a line here. */
export const schedules: Readonly<Record<string, Schedule>> = Object.fromEntries(
  [constant, step, cosine, oneCycle, plateau].map((schedule: Schedule) => [schedule.name, schedule]),
);
