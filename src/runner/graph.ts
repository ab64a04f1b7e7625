/** A directed graph by names: each node with the nodes that it needs. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * Every node after all that it needs; where that leaves a choice, in the order of the graph's own listing.
 * Or a cycle, in order, its first node repeated at the end. Needed nodes that the graph does not list are passed over.
 */
export function topologicalOrder(
  graph: Graph,
): {readonly order: readonly string[]} | {readonly cycle: readonly string[]} {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const root of graph.keys()) {
    // An explicit stack: a chain of 10,000 stages must not exhaust the call stack.
    const stack: {name: string; next: number}[] = [];
    if (!state.has(root)) stack.push({name: root, next: 0});
    state.set(root, state.get(root) ?? 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const need = graph.get(top.name)?.[top.next++];
      if (need === undefined) {
        state.set(top.name, 'done');
        order.push(top.name);
        stack.pop();
      } else if (state.get(need) === 'open') {
        const path = stack.map(({name}) => name);
        return {cycle: [...path.slice(path.indexOf(need)), need]};
      } else if (graph.has(need) && !state.has(need)) {
        state.set(need, 'open');
        stack.push({name: need, next: 0});
      }
    }
  }
  return {order};
}

/** Everything that a node needs, directly or not; without the node itself. */
export function ancestors(graph: Graph, name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...(graph.get(name) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(graph.get(next) ?? []));
  }
  return found;
}
