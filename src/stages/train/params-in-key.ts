import {models} from '../../ml/models/index.ts';
import {leftOutAtDefault} from '../../ml/models/params.ts';
import {optimisers} from '../../ml/optimisers/index.ts';
import type {ParamValue} from '../../runner/param-value.ts';
import {defaults, type TrainParams} from './params.ts';

type Params = Readonly<Record<string, ParamValue>>;

/** What is off is left out of the key, and so is what then has no say: a new option changes nobody's key. */
export const inKey = (given: TrainParams): Params => {
  const {schedule, warmup_epochs: warmup, monitor, optimiser, patience, min_delta, keep, ...more} = given;
  const {clipping, clip_at, label_smoothing, class_weights, top_k, ...others} = more;
  const {validation, validation_split, folds, fold, split_seed, ...rest} = others;
  const watched = patience > 0 || keep === 'best';
  return {
    ...without({...optimiserDefaults(optimiser), ...layerDefaults(given.model)}, rest),
    schedule,
    ...(optimiser !== defaults.optimiser && {optimiser}),
    ...(warmup > 0 && {warmup_epochs: warmup}),
    ...((schedule === 'plateau' || watched) && {monitor}),
    ...(watched && {min_delta, keep: keep ?? 'last'}),
    ...(patience > 0 && {patience}),
    ...(clipping !== 'none' && {clipping, clip_at}),
    ...(label_smoothing > 0 && {label_smoothing}),
    ...(class_weights !== 'none' && {class_weights}),
    ...(validation !== 'test' && {validation, split_seed}),
    ...(validation === 'split' && {validation_split}),
    ...(validation === 'folds' && {folds, fold}),
    ...(top_k > 0 && {top_k}),
  };
};

/** Those of `all` that are not what they are in `usual`. */
const without = (usual: Readonly<Record<string, unknown>>, all: Params): Params =>
  Object.fromEntries(
    Object.entries(all).filter(([name, value]) => !Object.hasOwn(usual, name) || usual[name] !== value),
  );

/** The optimiser that there always was had no params to set: where they are what they were, they are no part of the key. */
const optimiserDefaults = (optimiser: string): Readonly<Record<string, unknown>> =>
  optimiser === defaults.optimiser ? (optimisers[optimiser]?.params.parse({}) ?? {}) : {};

/** Nor had the models options of their layers. */
const layerDefaults = (model: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(models[model]?.params.parse({}) ?? {}).filter(([name]) => leftOutAtDefault.includes(name)),
  );
