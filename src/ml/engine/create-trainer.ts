import type {Backend} from '../backend.ts';
import {createEagerTrainer} from './eager-trainer.ts';
import {createGraphTrainer} from './graph/graph-trainer.ts';
import type {Trainer, TrainerOptions} from './trainer.ts';

export interface TrainerChoice {
  readonly backend: Backend;
  /** `graph` where it can be had; `eager` always can. */
  readonly prefer: Trainer['kind'];
}

export interface CreatedTrainer {
  readonly trainer: Trainer;
  /** What of the model the graph engine lacks, where it was preferred and not taken. */
  readonly unsupported?: string;
}

/** The fastest trainer there is for this model on this engine. */
export const createTrainer = (options: TrainerOptions, {backend, prefer}: TrainerChoice): CreatedTrainer => {
  if (prefer === 'eager' || backend.engine !== 'tensorflow') {
    return {trainer: createEagerTrainer(options, backend)};
  }
  const graph = createGraphTrainer(options, backend);
  return 'unsupported' in graph
    ? {trainer: createEagerTrainer(options, backend), unsupported: graph.unsupported}
    : {trainer: graph};
};
