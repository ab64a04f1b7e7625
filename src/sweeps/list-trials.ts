import {decide} from './decide.ts';
import {openLedger} from './ledger.ts';
import {methods} from './methods/index.ts';
import type {Point} from './sweep.ts';
import {planTrial, type Ground} from './trial-plan.ts';

/** A trial as a sweep would begin it. */
export interface ListedTrial {
  /** From 1. */
  readonly trial: number;
  readonly point: Point;
  readonly seed?: number;
  /** Epochs of its end; 0 where nothing counts epochs. */
  readonly full: number;
}

export interface ListedTrials {
  readonly trials: readonly ListedTrial[];
  /** From this trial on the points rest on results: these are drawn at random in their place. */
  readonly guessedFrom?: number;
  /** It would begin more, until its time is over or its target is met: these are the first. */
  readonly isOpen: boolean;
}

/**
 * The trials of a sweep in the order in which it begins them, none of which has ended. Where points rest on results, random ones stand
 * for those that are not known.
 */
export function listTrials(ground: Ground, most = 2_000): ListedTrials {
  const {sweep} = ground;
  const ledger = openLedger(sweep);
  const fullEpochs = ({point, seed}: {readonly point: Point; readonly seed?: number}) =>
    planTrial(ground, {point, ...(seed === undefined ? {} : {seed})}).epochs;
  const trials: ListedTrial[] = [];
  let isOpen = false;
  for (;;) {
    const next = decide(ledger, {lanes: 1, fullEpochs, added: 0});
    if (next.kind !== 'start') break;
    if (trials.length >= most) {
      isOpen = true;
      break;
    }
    ledger.decide({...next, number: ledger.decisions, clock: 0});
    const {trial, point, seed, full} = next;
    trials.push({trial, point, full, ...(seed === undefined ? {} : {seed})});
  }
  const each = sweep.seeds?.values.length ?? 1;
  const guesses = methods[sweep.method]?.startup;
  return {
    trials,
    ...(guesses === undefined || trials.length <= guesses * each ? {} : {guessedFrom: guesses * each + 1}),
    isOpen,
  };
}
