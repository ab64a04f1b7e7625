import type {Moment, Schedule} from './schedule.ts';

export interface RateOptions {
  readonly schedule: Schedule;
  /** With the schedule's own params among them; those left out take their defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The rate where the schedule's factor is 1. */
  readonly learningRate: number;
  /** For how many epochs the rate rises in a straight line to where the schedule begins; a part of one is as good. */
  readonly warmupEpochs: number;
  readonly epochs: number;
  /** Optimiser steps in an epoch. */
  readonly steps: number;
}

/**
 * The learning rate of a step: warm-up (Goyal et al., 2017, "Accurate, large minibatch SGD"), then the schedule, which
 * has the epochs that are left. It depends on where the step stands and on the epochs done before, and on nothing else.
 */
export const learningRates = (options: RateOptions) => {
  const {schedule, learningRate, warmupEpochs: warmup, epochs, steps} = options;
  const params = schedule.params.parse(options.params);
  return ({epoch, step, history}: RateMoment): number => {
    const stepsDone = (epoch - 1) * steps + step;
    const warmth = warmup === 0 ? 1 : Math.min(1, (stepsDone + 1) / (warmup * steps));
    const moment: Moment = {
      epochsDone: Math.max(0, stepsDone / steps - warmup),
      // Of a warm-up that fills the training the schedule is only asked where it begins.
      epochs: Math.max(epochs - warmup, Number.MIN_VALUE),
      history: history.slice(Math.ceil(warmup)),
    };
    return learningRate * warmth * schedule.factor(moment, params);
  };
};

export interface RateMoment {
  /** Counts from 1. */
  readonly epoch: number;
  /** Within the epoch; counts from 0. */
  readonly step: number;
  /** What the epochs before came to: the smaller the better. */
  readonly history: readonly number[];
}
