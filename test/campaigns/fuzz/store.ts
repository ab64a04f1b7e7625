import {mkdtemp, readFile, rm, writeFile, chmod, cp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openStore} from '../../../src/runner/artifact-store.ts';
import {artifactFolder} from '../../../src/runner/artifact.ts';
import {keyOf} from '../../../src/runner/fingerprint.ts';
import {checkStore} from '../../../src/runner/fsck/check-store.ts';
import {unwrap} from '../../rig/workspace.ts';
import {mutate, mutateBytes} from './mutate.ts';
import type {Target} from './target.ts';

const fingerprint = {definition: 'a', params: {x: 1}, inputs: {}, code: {'stages/a': 'd'.repeat(64)}};
const key = keyOf(fingerprint);
const inArtifact = (file: string) => join(artifactFolder('.', key), file);

/** Everything in a store that is read as text. */
const files = [
  inArtifact('manifest.json'),
  inArtifact('fingerprint.json'),
  inArtifact('reports.jsonl'),
  inArtifact('state.json'),
  'fingerprints.jsonl',
  'contents.jsonl',
  'code-files.jsonl',
  'stat-index.json',
  'stat-index-files.json',
];

/** Readers of what the store wrote: whatever became of it, results are taken whole or not at all, and `fsck` puts right what it finds. */
export async function storeTarget(): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-fuzz-'));
  const whole = join(folder, 'whole');
  const outside = join(folder, 'outside');
  await writeFile(outside, 'x');
  const content = await fill(whole, outside);
  const mutant = join(folder, 'mutant');
  return {
    name: 'files of a store',
    feed: async (random) => {
      await rm(mutant, {recursive: true, force: true});
      await cp(whole, mutant, {recursive: true, preserveTimestamps: true});
      const file = join(mutant, files[random.below(files.length)] ?? '');
      const bytes = await readFile(file);
      await chmod(file, 0o644);
      await writeFile(
        file,
        random.below(2) === 0 ? mutate(bytes.toString(), random) : mutateBytes(bytes, random),
      );
      const store = unwrap(await openStore(mutant));
      const found = await store.find(key);
      await store.earlier('a');
      await store.madeAs(content);
      await store.codeFiles('d'.repeat(64));
      await store.state(key);
      await store.digest(outside);
      await store.close();
      if (found.found === 'whole' && (await readFile(join(found.artifact.folder, 'out'), 'utf8')) !== 'out')
        return 'another content is taken for the result';
      const {findings} = await checkStore(mutant);
      for (const finding of findings) await finding.repair();
      const left = (await checkStore(mutant)).findings;
      return left.length === 0 ? undefined : `not repaired: ${left[0]?.place ?? ''}: ${left[0]?.what ?? ''}`;
    },
    close: () => rm(folder, {recursive: true, force: true}),
  };
}

/** A store with one artifact that has something of everything. */
async function fill(folder: string, outside: string): Promise<string> {
  // Ten seconds from now what was just written is old enough to be remembered.
  const codeFiles = () => Promise.resolve({'stages/a.ts': 'e'.repeat(64)});
  const store = unwrap(await openStore(folder, () => Date.now() + 10_000, {codeFiles}));
  await store.digest(outside);
  await store.digest(folder);
  const draft = unwrap(await store.begin(key, {keepsState: true}));
  await writeFile(join(draft.out, 'out'), 'out');
  await writeFile(join(draft.out, 'large'), 'l'.repeat(100_000));
  await writeFile(join(draft.state ?? draft.out, 'checkpoint'), 'state');
  const published = unwrap(
    await draft.publish({
      stage: 'a',
      fingerprint,
      reports: [{type: 'metrics', step: 1, values: {loss: 0.5, acc: NaN}}],
      seconds: 0,
      threads: 1,
    }),
  );
  await store.close();
  return published.digest;
}
