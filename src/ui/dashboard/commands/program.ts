import type {Binding, BindingGroup} from '../binding.ts';
import {becomes, prompting} from '../state.ts';

const bindings: readonly Binding[] = [
  {
    name: 'refresh',
    keys: ['r', 'ctrl-l'],
    help: 'read everything again',
    run: (state) => becomes(state, {type: 'reload'}),
  },
  {
    name: 'command',
    keys: [':'],
    help: 'any of these by name',
    run: (state) => becomes(prompting(state, 'command')),
  },
  {
    name: 'help',
    keys: ['?'],
    help: 'all keys',
    short: 'help',
    run: (state) => becomes({...state, mode: {type: 'help', scroll: 0}}),
  },
  {
    name: 'suspend',
    keys: ['ctrl-z'],
    help: 'back to the shell, until fg brings it here again',
    run: (state) => becomes(state, {type: 'suspend'}),
  },
  {
    name: 'quit',
    keys: ['q', 'ctrl-c'],
    help: 'quit',
    short: 'quit',
    run: (state) => becomes(state, {type: 'quit'}),
  },
];

export const program: BindingGroup = {title: 'Program', bindings};
