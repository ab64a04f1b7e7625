/** How many lines a key scrolls a text; undefined for keys that do not. */
export const scrollBy = (key: string): number | undefined => ways[key];

const ways: Readonly<Record<string, number>> = {
  j: 1,
  down: 1,
  k: -1,
  up: -1,
  'wheel-down': 3,
  'wheel-up': -3,
  'ctrl-d': 8,
  'page-down': 8,
  'ctrl-u': -8,
  'page-up': -8,
};
