import {join} from 'node:path';
import {z} from 'zod';
import {loadPipeline} from '../../src/runner/load-pipeline.ts';
import type {Failure, Result} from '../../src/runner/failure.ts';
import {loadSweep} from '../../src/sweeps/load-sweep.ts';
import type {Sweep} from '../../src/sweeps/sweep.ts';
import type {Ground} from '../../src/sweeps/trial-plan.ts';
import {plainStages} from './driven-stages.ts';
import {makeWorkspace, unwrap, type Workspace} from './workspace.ts';

/** A pipeline to sweep over, whose stages compute nothing. */
export const sweptPipeline = `
name: study
metrics: {val_acc: max, val_loss: min}
stages:
  augment: {uses: augment}
  train: {uses: train, needs: {dataset: augment}}
`;

export const sweptStages = plainStages({
  augment: {params: z.object({zoom: z.number().min(0).max(1).default(0), rotation: z.int().default(0)})},
  train: {
    lane: 'training',
    inputs: ['dataset'],
    params: z.object({
      model: z.enum(['mlp', 'cnn']).default('cnn'),
      epochs: z.int().min(1).max(100).default(20),
      units: z.int().min(1).max(512).default(64),
      learning_rate: z.number().positive().max(10).default(0.001),
      seed: z.int().min(0).default(1),
    }),
  },
});

/** A workspace with that pipeline and one sweep, `experiments/try.sweep.yaml`. */
export async function sweptWorkspace(sweep: string): Promise<{
  readonly workspace: Workspace;
  readonly load: () => Promise<Result<Sweep, readonly Failure[]>>;
  /** Throws on faults. */
  readonly ground: () => Promise<Ground>;
}> {
  const workspace = await makeWorkspace({
    'pipeline.yaml': sweptPipeline,
    'experiments/try.sweep.yaml': sweep,
  });
  const pipeline = unwrap(await loadPipeline(join(workspace.folder, 'pipeline.yaml'), sweptStages));
  const load = () => loadSweep(join(workspace.folder, 'experiments/try.sweep.yaml'), pipeline);
  return {
    workspace,
    load,
    ground: async () => ({sweep: unwrap(await load()), pipeline, overrides: []}),
  };
}
