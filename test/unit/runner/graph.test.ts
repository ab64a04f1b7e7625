import fc from 'fast-check';
import {expect, test} from 'vitest';
import {ancestors, topologicalOrder} from '../../../src/runner/graph.ts';

const order = (graph: Readonly<Record<string, readonly string[]>>) =>
  topologicalOrder(new Map(Object.entries(graph)));

test('inputs come first, and what is free keeps its order', () => {
  expect(order({d: [], c: ['b'], b: [], a: []})).toEqual({order: ['d', 'b', 'c', 'a']});
});

test('a circle is told in order, from where it closes', () => {
  expect(order({z: ['a'], a: ['b'], b: ['c'], c: ['a']})).toEqual({cycle: ['a', 'b', 'c', 'a']});
  expect(order({a: ['a']})).toEqual({cycle: ['a', 'a']});
});

test('a chain of 100,000 stages does not exhaust the stack', () => {
  const graph = new Map(
    Array.from({length: 100_000}, (_, n) => [`s${n}`, n === 99_999 ? [] : [`s${n + 1}`]]),
  );
  const found = topologicalOrder(graph);
  expect('order' in found && [found.order[0], found.order.length]).toEqual(['s99999', 100_000]);
});

test('ancestors are all that a stage rests on', () => {
  const graph = new Map(Object.entries({a: [], b: ['a'], c: ['b', 'a'], d: ['c'], e: []}));
  expect([...ancestors(graph, 'd')].sort()).toEqual(['a', 'b', 'c']);
});

/** Each node needs some of those before it. */
const graphs = fc
  .array(fc.array(fc.nat(), {maxLength: 4}), {minLength: 1, maxLength: 30})
  .map((rows) =>
    rows.map(
      (needs, n) =>
        [`n${n}`, n === 0 ? [] : [...new Set(needs.map((m) => `n${m % n}`))]] as [string, string[]],
    ),
  );

test('whatever the order of the file, every stage comes after its needs, and all come', () => {
  fc.assert(
    fc.property(graphs, fc.infiniteStream(fc.nat()), (graph, numbers) => {
      const shuffled = graph
        .map((node) => [numbers.next().value, node] as const)
        .sort(([a], [b]) => a - b)
        .map(([, node]) => node);
      const found = topologicalOrder(new Map(shuffled));
      const listed = 'order' in found ? found.order : [];
      expect([...listed].sort()).toEqual(graph.map(([name]) => name).sort());
      for (const [name, needs] of graph)
        for (const need of needs) expect(listed.indexOf(need)).toBeLessThan(listed.indexOf(name));
    }),
  );
});

test('a graph with an edge turned back has a circle along its edges', () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (graph, pick) => {
      const [name, needs] = graph[pick % graph.length] ?? ['n0', []];
      const [first] = needs;
      if (first === undefined) return;
      const turned = new Map(graph.map(([node, own]) => [node, node === first ? [...own, name] : own]));
      const found = topologicalOrder(turned);
      const path = 'cycle' in found ? found.cycle : [];
      expect(path.length).toBeGreaterThan(1);
      expect(path.at(-1)).toBe(path[0]);
      path.slice(1).forEach((need, at) => expect(turned.get(path[at] ?? '')).toContain(need));
    }),
  );
});
