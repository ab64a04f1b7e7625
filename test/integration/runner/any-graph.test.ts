import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {stringify} from 'yaml';
import {z} from 'zod';
import {ok} from '../../../src/runner/failure.ts';
import type {Registry} from '../../../src/runner/stage-definition.ts';
import {makeWorkspace, type RunOptions} from '../../rig/workspace.ts';

/** Any graph of up to eight stages, each with a param; inputs come before it. */
const graphs = fc
  .array(fc.record({needs: fc.array(fc.nat(), {maxLength: 3}), value: fc.nat(5)}), {
    minLength: 1,
    maxLength: 8,
  })
  .map((stages) =>
    stages.map(({needs, value}, n) => ({
      name: `s${n}`,
      needs: n === 0 ? [] : [...new Set(needs.map((m) => `s${m % n}`))],
      value,
    })),
  );
type Graph = readonly {readonly name: string; readonly needs: readonly string[]; readonly value: number}[];

/** Adds its param to its inputs, and keeps only whether the sum is odd: different ways often lead to equal content. */
const sum: Registry = {
  sum: {
    name: 'sum',
    summary: 'A sum.',
    params: z.object({value: z.int()}),
    inputs: Object.fromEntries(['in0', 'in1', 'in2'].map((role) => [role, {doc: role, optional: true}])),
    lane: 'light',
    place: 'here',
    numeric: false,
    run: async ({params, inputs, out}) => {
      const numbers = await Promise.all(
        Object.values(inputs).map(async (folder) => Number(await readFile(join(folder, 'odd'), 'utf8'))),
      );
      await writeFile(join(out, 'odd'), String(numbers.reduce((a, b) => a + b, Number(params['value'])) % 2));
      return ok(undefined);
    },
  },
};

const yamlOf = (graph: Graph): string =>
  stringify({
    name: 'any',
    stages: Object.fromEntries(
      graph.map(({name, needs, value}) => [
        name,
        {uses: 'sum', needs: Object.fromEntries(needs.map((need, n) => [`in${n}`, need])), with: {value}},
      ]),
    ),
  });

/** What each stage's result rests on, and what it will be, told without the runner. */
function expected(graph: Graph): ReadonlyMap<string, {readonly fingerprint: string; readonly odd: number}> {
  const known = new Map<string, {fingerprint: string; odd: number}>();
  for (const {name, needs, value} of graph) {
    const inputs = needs.map((need) => known.get(need)?.odd ?? 0);
    const odd = inputs.reduce((a, b) => a + b, value) % 2;
    known.set(name, {fingerprint: JSON.stringify([value, inputs]), odd});
  }
  return known;
}

/** Of stages with equal work any may be the one that does it. */
const mayBecome: Readonly<Record<string, readonly string[]>> = {
  cached: ['cached'],
  run: ['ran', 'shared'],
  shared: ['ran', 'shared'],
  depends: ['ran', 'shared', 'cached'],
};

const shuffled = (graph: Graph, seed: number): Graph =>
  graph
    .map((stage, n) => [Math.imul(seed + n, 2_654_435_761) >>> 0, stage] as const)
    .sort(([a], [b]) => a - b)
    .map(([, stage]) => stage);

test('a stage runs again exactly when its fingerprint changed, once for all that share it, as foretold', async () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(5)), {minLength: 1, maxLength: 4});
  await fc.assert(
    fc.asyncProperty(graphs, edits, async (first, changes) => {
      const workspace = await makeWorkspace();
      try {
        const made = new Set<string>();
        let graph: Graph = first;
        for (const [pick, value] of [[0, first[0]?.value ?? 0] as const, ...changes]) {
          graph = graph.map((stage, n) => (n === pick % graph.length ? {...stage, value} : stage));
          await workspace.write('pipeline.yaml', yamlOf(graph));
          const [foretold] = await workspace.foretell(sum);
          const run = await workspace.run(sum);
          const {status, runs} = await run.end;
          expect(status).toBe('done');
          for (const {name, prospect} of foretold?.stages ?? []) {
            const outcome = runs[0]?.stages.get(name);
            const how = outcome?.status === 'done' ? outcome.how : 'not done';
            expect(mayBecome[prospect.will], `${name} ${prospect.will}`).toContain(how);
          }
          const ran: string[] = [];
          for (const [name, {fingerprint, odd}] of expected(graph)) {
            const outcome = runs[0]?.stages.get(name);
            if (outcome?.status !== 'done') throw new Error(`${name} is not done.`);
            expect(outcome.how === 'cached', `${name} ${outcome.how}`).toBe(made.has(fingerprint));
            if (outcome.how === 'ran') ran.push(fingerprint);
            expect(await readFile(join(outcome.artifact.folder, 'odd'), 'utf8')).toBe(String(odd));
          }
          const fresh = [...expected(graph).values()]
            .map((each) => each.fingerprint)
            .filter((each) => !made.has(each));
          expect(ran.sort()).toEqual([...new Set(fresh)].sort());
          fresh.forEach((each) => made.add(each));
        }
      } finally {
        await workspace.remove();
      }
    }),
    {numRuns: 25},
  );
});

test('neither the order of the file nor the width of the lanes changes what comes out', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.nat(), async (graph, seed) => {
      const digests = async (given: Graph, options: RunOptions) => {
        const workspace = await makeWorkspace({'pipeline.yaml': yamlOf(given)});
        try {
          const {runs} = await (await workspace.run(sum, options)).end;
          return [...(runs[0]?.stages ?? [])]
            .map(([name, outcome]) => [
              name,
              outcome.status === 'done' ? [outcome.artifact.key, outcome.artifact.digest] : [],
            ])
            .sort();
        } finally {
          await workspace.remove();
        }
      };
      const narrow = await digests(graph, {lanes: {network: 1, light: 1, training: 1}});
      expect(await digests(shuffled(graph, seed), {lanes: {network: 8, light: 8, training: 8}})).toEqual(
        narrow,
      );
    }),
    {numRuns: 25},
  );
});
