import {z} from 'zod';
import {defineSchedule} from './schedule.ts';

export const constant = defineSchedule({
  name: 'constant',
  summary: 'The same rate throughout.',
  source: 'Robbins and Monro, 1951, "A stochastic approximation method"',
  params: z.object({}),
  factor: () => 1,
});
