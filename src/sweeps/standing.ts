import type {History} from './conduct.ts';
import {openLedger, type Ledger} from './ledger.ts';
import type {Sweep} from './sweep.ts';

/** Where a sweep stands, from its record alone. */
export function standingOf(sweep: Sweep, {decisions, outcomes}: History): Ledger {
  const ledger = openLedger(sweep);
  const byDecision = new Map(outcomes.map((outcome) => [outcome.decision, outcome]));
  for (const decision of decisions) {
    ledger.decide(decision);
    const outcome = byDecision.get(decision.number);
    if (outcome !== undefined) ledger.learn(outcome);
  }
  return ledger;
}
