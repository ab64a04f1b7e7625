import type {Outcome} from './decision.ts';
import {membersAmong, seedsOf, trialAt, type Ledger} from './ledger.ts';
import {ended, type Trial} from './trial.ts';
import {openLead, worthOf, type Worth} from './worth.ts';

/** What is known at once. Where lanes have clocks, decisions may rest on it only later: until then the ledger does not know of it. */
export interface News {
  readonly best: Worth | undefined;
  /** As it is known now. */
  readonly trialOf: (number: number) => Trial;
  readonly arrive: (outcome: Outcome) => void;
  /** Decisions may rest on it from now on. */
  readonly learn: (outcome: Outcome) => void;
  /** There are no more decisions: all that arrived is learnt. */
  readonly learnRest: () => void;
}

export function openNews(ledger: Ledger): News {
  const {sweep, trials} = ledger;
  const seeds = seedsOf(sweep);
  const arrived = new Map<number, {readonly trial: Trial; readonly outcome: Outcome}>();
  const asKnown = (trial: Trial): Trial => arrived.get(trial.number)?.trial ?? trial;
  const lead = openLead(sweep.objective, {
    points: () => trials.at(-1)?.group ?? 0,
    worth: (group) => worthOf(membersAmong(trials, group, seeds).map(asKnown), seeds),
  });
  const learn = (outcome: Outcome): void => {
    ledger.learn(outcome);
    arrived.delete(outcome.trial);
  };
  return {
    get best() {
      return lead.best;
    },
    trialOf: (number) => asKnown(trialAt(trials, number)),
    arrive: (outcome) => {
      const trial = ended(trialAt(trials, outcome.trial), outcome);
      arrived.set(trial.number, {trial, outcome});
      lead.look(trial.group);
    },
    learn,
    learnRest: () => {
      for (const {outcome} of arrived.values()) learn(outcome);
    },
  };
}
