import {suggest} from '../runner/suggest.ts';
import {entry, knownKeys, type Entry, type YamlReader} from '../runner/yaml-reader.ts';
import {rules} from './early-stop/index.ts';
import {budgetNumber, ruleUnknown} from './failures.ts';
import type {EarlyStop} from './sweep.ts';

/** `early_stop:`, a map with `method` and the numbers of that rule. */
export function readEarlyStop(reader: YamlReader, given: Entry | undefined): EarlyStop | undefined {
  if (given === undefined || reader.isNothing(given.value)) return undefined;
  const asked = {what: '`early_stop:`', example: '`early_stop: {method: asha, min_epochs: 1, reduction: 3}`'};
  const entries = reader.entries(given.value, asked);
  if (entries === undefined) return undefined;
  const told = entry(entries, 'method');
  const method =
    told === undefined ? 'asha' : (reader.text(told.value, {...asked, what: '`method:`'}) ?? 'asha');
  const known = Object.keys(rules);
  if (!known.includes(method)) {
    const where = told?.value.where ?? given.where;
    reader.faults.push(ruleUnknown({where, rule: method, known, suggestion: suggest(method, known)}));
  }
  const own = method === 'median' ? ['every', 'min_trials'] : ['reduction'];
  knownKeys(reader, entries, {of: 'Early stopping', known: ['method', 'min_epochs', ...own]});
  const read = (key: string, usual: number, least: number): number => {
    const found = entry(entries, key);
    const value = found === undefined ? undefined : reader.param(found.value, `\`${key}:\``);
    if (found === undefined || value === undefined) return usual;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    reader.faults.push(budgetNumber(found.value.where, key, `a whole number of ${least} or more`));
    return usual;
  };
  return {
    method,
    minEpochs: read('min_epochs', 1, 1),
    reduction: read('reduction', 3, 2),
    every: read('every', 1, 1),
    minTrials: read('min_trials', 3, 1),
  };
}
