import {decide} from './decide.ts';
import type {Start} from './decision.ts';
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

interface Options {
  /** How its trials began that it began before. */
  readonly begun?: readonly Start[];
  /** Trials by which its budget was raised. */
  readonly added?: number;
  readonly most?: number;
}

/**
 * The trials of a sweep in the order in which it begins them: those that began before, and then as if none of them had ended. Where points
 * rest on results, random ones stand for those that are not known.
 */
export function listTrials(
  ground: Ground,
  {begun = [], added = 0, most = 2_000}: Options = {},
): ListedTrials {
  const {sweep} = ground;
  const ledger = openLedger(sweep);
  const fullEpochs = ({point, seed}: {readonly point: Point; readonly seed?: number}) =>
    planTrial(ground, {point, ...(seed === undefined ? {} : {seed})}).epochs;
  const trials: ListedTrial[] = [];
  const list = (start: Start): void => {
    ledger.decide(start);
    const {trial, point, seed, full} = start;
    trials.push({trial, point, full, ...(seed === undefined ? {} : {seed})});
  };
  let isOpen = false;
  for (const start of begun) list(start);
  for (;;) {
    const next = decide(ledger, {lanes: 1, fullEpochs, added});
    if (next.kind !== 'start') break;
    if (trials.length >= Math.max(most, begun.length)) {
      isOpen = true;
      break;
    }
    list({...next, number: ledger.decisions, clock: 0});
  }
  const each = sweep.seeds?.values.length ?? 1;
  const {startup} = methods[sweep.method] ?? {};
  const known = startup === undefined ? Infinity : Math.max(startup * each, begun.length);
  return {
    trials,
    ...(trials.length <= known ? {} : {guessedFrom: known + 1}),
    isOpen,
  };
}
