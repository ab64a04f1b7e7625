import type {Dashboard, Step} from './state.ts';

/** A key of the dashboard: what it does, and how the help and the footer name it. */
export interface Binding {
  /** What `:` calls it. */
  readonly name: string;
  readonly keys: readonly string[];
  readonly help: string;
  /** A word or two for the footer; left out, the footer does not show it. */
  readonly short?: string;
  /** Whether it does something as things stand; left out, always. */
  readonly counts?: (state: Dashboard) => boolean;
  /** `argument` is what was written behind its name after `:`. */
  readonly run: (state: Dashboard, argument?: string) => Step;
}

export interface BindingGroup {
  readonly title: string;
  readonly bindings: readonly Binding[];
}

/** A key as people write it. */
export const keyLabel = (key: string): string => labels[key] ?? key;

const labels: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  'page-up': 'PgUp',
  'page-down': 'PgDn',
  home: 'Home',
  end: 'End',
  'wheel-up': 'wheel',
  'wheel-down': 'wheel',
  'ctrl-d': '^d',
  'ctrl-u': '^u',
  'ctrl-c': '^c',
  'ctrl-l': '^l',
  'ctrl-z': '^z',
  'shift-tab': '⇧tab',
};
