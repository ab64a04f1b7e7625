import type {Binding, BindingGroup} from './binding.ts';
import {acts} from './commands/acts.ts';
import {chart} from './commands/chart.ts';
import {choose} from './commands/choose.ts';
import {move} from './commands/move.ts';
import {order} from './commands/order.ts';
import {panes} from './commands/panes.ts';
import {program} from './commands/program.ts';

/** Every key that does something: the help, the footer and `:` are made of this. */
export const bindingGroups: readonly BindingGroup[] = [move, choose, order, panes, chart, acts, program];

const all: readonly Binding[] = bindingGroups.flatMap(({bindings}) => bindings);

const byKey = new Map(all.flatMap((binding) => binding.keys.map((key) => [key, binding])));

export const bindingOf = (key: string): Binding | undefined => byKey.get(key);

/** By its name, or by a beginning that no other has. */
export function bindingNamed(name: string): Binding | undefined {
  const exact = all.find((binding) => binding.name === name);
  if (exact !== undefined) return exact;
  const [only, ...others] = all.filter((binding) => binding.name.startsWith(name));
  return others.length === 0 ? only : undefined;
}

/** For the footer: those with a word for it that do something now. */
export const footerBindings = (): readonly Binding[] => all.filter(({short}) => short !== undefined);
