import {inspect} from 'node:util';

/** Params that remember which of them were asked for. */
export interface Watched {
  readonly value: Readonly<Record<string, unknown>>;
  readonly unread: () => readonly string[];
}

/**
 * A param counts as read when its value was taken, by name or together with all others (`{...params}`, `Object.entries`, `JSON.stringify`).
 * Whether it is used then cannot be seen, so there is no false alarm: only what was never taken is told.
 *
 * Getters, not a proxy: they can be cloned, so that params can be handed to a worker.
 */
export function watchReads(params: Readonly<Record<string, unknown>>): Watched {
  const read = new Set<string>();
  const value: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(params)) {
    Object.defineProperty(value, name, {
      enumerable: true,
      get: () => {
        read.add(name);
        return param;
      },
    });
  }
  // `console.log(params)` shows the values, and does not count.
  Object.defineProperty(value, inspect.custom, {value: () => params});
  return {value, unread: () => Object.keys(params).filter((name) => !read.has(name))};
}
