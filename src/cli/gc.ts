import {engineInfo} from '../ml/engine-info.ts';
import {viewStore} from '../runner/artifact-store.ts';
import {readCodeDigests} from '../runner/code-digests.ts';
import {collect} from '../runner/gc/collect.ts';
import {lookThrough} from '../runner/gc/list-stored.ts';
import {sweepStrays} from '../runner/sweep-strays.ts';
import {collectionJson} from '../ui/collection-json.ts';
import {collectionText} from '../ui/collection-text.ts';
import {beside} from './beside.ts';
import type {GcOptions} from './options/store.ts';
import {print, refuse} from './say.ts';
import {storeNeeds} from './store-needs.ts';
import {workspaceOf} from './workspace.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `epochal gc`: deletes what nothing needs, what is old, or what is cheapest to make again until all fits. */
export async function gcVerb(options: GcOptions, env: Env): Promise<number> {
  const workspace = workspaceOf(options.file);
  const {artifacts, folder} = workspace;
  const code = await readCodeDigests(beside('code-digests.json'));
  if (!code.ok) return refuse([code.failure]);
  const known = await storeNeeds(options.file, {workspace, code: code.value, env});
  if (!known.ok) return refuse(known.failure);
  const {needs, runs, modules} = known.value;

  const now = Date.now();
  const dry = options.dry === true;
  if (!dry) await sweepStrays(artifacts, now);
  const stored = await lookThrough(artifacts);
  if (!stored.ok) return refuse([stored.failure]);
  const collected = await collect({
    store: artifacts,
    stored: stored.value,
    needs,
    limits: {
      ...(options.olderThan === undefined ? {} : {before: now - options.olderThan}),
      ...(options.maxSize === undefined ? {} : {room: options.maxSize}),
    },
    dry,
    ...(options.explain === true
      ? {
          explain: {
            code: code.value,
            modules,
            engine: () => nameOf(engineInfo({env})),
            workspace: folder,
            digest: viewStore(artifacts).digest,
          },
        }
      : {}),
  });
  if (!collected.ok) return refuse([collected.failure]);
  const telling = {
    dry,
    runs,
    now,
    ...(options.maxSize === undefined ? {} : {limit: options.maxSize}),
  };
  await print(
    options.json === true
      ? collectionJson(collected.value, telling)
      : collectionText(collected.value, telling),
  );
  return 0;
}

const nameOf = (engine: ReturnType<typeof engineInfo>): string | undefined =>
  engine.ok ? `${engine.value.name} ${engine.value.version}` : undefined;
