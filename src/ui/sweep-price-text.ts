import type {ListedTrial} from '../sweeps/list-trials.ts';
import type {Bounds, Price} from '../sweeps/price.ts';
import type {Sweep} from '../sweeps/sweep.ts';
import {trialChanges} from '../sweeps/trial-plan.ts';
import {bytes} from './bytes.ts';
import {duration} from './duration.ts';
import {count, plural} from './numbers.ts';
import {changesText} from './sweep-log.ts';

/** What a sweep would cost, and what of it does not fit. */
export interface SweepPrice {
  readonly sweep: Sweep;
  readonly price: Price;
  /** From this trial on points rest on results, and random ones stand for them here. */
  readonly guessedFrom: number | undefined;
  /** It would begin more than these. */
  readonly isOpen: boolean;
  /** Seconds that there are. */
  readonly budget?: number;
  /** Of these, spent by what it did before. */
  readonly spent: number;
  /** Trials that do not fit into them, in order. */
  readonly leftOut: readonly ListedTrial[];
}

/** `96 trials → 31 trainings, 65 cached or shared; about 1 h 50 min on 2 lanes; 2.1 GB new`. */
export function sweepPriceText(priced: SweepPrice): string {
  const {sweep, price, guessedFrom, isOpen, budget, spent, leftOut} = priced;
  const {trials, trainings, known, refused, epochs, seconds, lanes, bytes: size} = price;
  const parts = [
    `${isOpen ? 'the first ' : ''}${plural(trials, 'trial')} → ${plural(trainings, 'training')}, ${count(known)} cached or shared${refused > 0 ? `, ${count(refused)} refused` : ''}`,
    ...(epochs.most > 0 ? [boundsText(epochs, (value) => plural(value, 'epoch'))] : []),
    ...(trainings === 0
      ? ['nothing to wait for']
      : seconds === null
        ? []
        : [`${boundsText(seconds, duration, 'about')} on ${plural(lanes, 'lane')}`]),
    ...(size === null || trainings === 0 ? [] : [`${bytes(size)} new`]),
  ];
  const notes = [
    ...(seconds === null && trainings > 0
      ? [
          'How long that takes is not known: nothing like it was trained here yet. One run of the pipeline will tell.',
        ]
      : []),
    ...(sweep.earlyStop !== undefined && epochs.about === null
      ? ['How many trials the rule stops early depends on their curves.']
      : []),
    ...(refused > 0
      ? [
          `${plural(refused, 'trial')} would fail before it begins: the stages do not take these params together.`,
        ]
      : []),
    ...(sweep.earlyStop !== undefined && sweep.budget.epochs !== undefined
      ? [
          `It ends when the budget of ${plural(sweep.budget.epochs, 'epoch')} is spent: not all of these trials may begin.`,
        ]
      : []),
    ...(guessedFrom === undefined
      ? []
      : [`From trial ${guessedFrom} on points rest on results: random ones stand for them here.`]),
    ...(budget === undefined || leftOut.length === 0 ? [] : leftOutText(sweep, leftOut, {budget, spent})),
  ];
  return [parts.join('; '), ...notes, ''].join('\n');
}

function leftOutText(
  sweep: Sweep,
  leftOut: readonly ListedTrial[],
  {budget, spent}: {readonly budget: number; readonly spent: number},
): readonly string[] {
  const shown = leftOut
    .slice(0, named)
    .map((each) => `  trial ${each.trial}  ${changesText(trialChanges(sweep, each))}`);
  return [
    `Left out, for they do not fit into ${duration(budget)}${spent > 0 ? `, of which ${duration(spent)} are spent` : ''}: ${plural(leftOut.length, 'trial')}`,
    ...shown,
    ...(leftOut.length > named ? [`  … and ${count(leftOut.length - named)} more`] : []),
    `\`epochal sweep ${sweep.name} --budget ${Math.round(budget)}s\` runs what fits, and ends what it has begun by then.`,
  ];
}

/** Trials that are named. */
const named = 10;

function boundsText({most, about}: Bounds, text: (value: number) => string, lead = ''): string {
  if (about === most) return `${lead}${lead === '' ? '' : ' '}${text(most)}`;
  return about === null ? `at most ${text(most)}` : `about ${text(about)}, at most ${text(most)}`;
}

/** The same as data. */
export const sweepPriceJson = ({
  sweep,
  price,
  guessedFrom,
  isOpen,
  budget,
  spent,
  leftOut,
}: SweepPrice): string =>
  JSON.stringify(
    {
      sweep: sweep.name,
      method: sweep.method,
      ...price,
      open: isOpen,
      guessedFrom: guessedFrom ?? null,
      budget: budget ?? null,
      spent,
      leftOut: leftOut.map((each) => ({trial: each.trial, params: trialChanges(sweep, each)})),
    },
    undefined,
    2,
  );
