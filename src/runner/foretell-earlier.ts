import type {Artifact} from './artifact.ts';
import type {StoreView} from './artifact-store.ts';
import {nearest} from './causes.ts';
import {differences, type Fingerprint} from './fingerprint.ts';
import type {Earlier} from './history.ts';
import type {Stage} from './pipeline.ts';

/** An earlier time as if its inputs of these roles had been the present ones. */
export function withInputs(
  {fingerprint, ...rest}: Earlier,
  inputs: Fingerprint['inputs'],
  roles: readonly string[],
): Earlier {
  if (roles.length === 0) return {fingerprint, ...rest};
  const replaced = roles
    .filter((role) => Object.hasOwn(fingerprint.inputs, role))
    .map((role) => [role, inputs[role] ?? ''] as const);
  return {
    ...rest,
    fingerprint: {...fingerprint, inputs: {...fingerprint.inputs, ...Object.fromEntries(replaced)}},
  };
}

/** Whether there is a result for some inputs of these. `forms`: what would do. */
export async function mayBeFound(
  forms: readonly Fingerprint[],
  earlier: readonly Earlier[],
  store: StoreView,
): Promise<boolean> {
  for (const each of earlier.toReversed()) {
    if (!forms.some((form) => differences(each.fingerprint, form).length === 0)) continue;
    if ((await wholeArtifact(each.key, store)) !== undefined) return true;
  }
  return false;
}

/** That of the earlier time most like this one, where it is still there. */
export async function nearestArtifact(
  stage: Stage,
  fingerprint: Fingerprint,
  earlier: readonly Earlier[],
  store: StoreView,
): Promise<Artifact | undefined> {
  const found = await nearest(stage.name, fingerprint, {earlier, history: store});
  return found === undefined ? undefined : wholeArtifact(found.earlier.key, store);
}

/** The first of these that is there; else the first. */
export async function firstWhole(
  keys: readonly string[],
  store: StoreView,
): Promise<{readonly key?: string; readonly artifact?: Artifact}> {
  for (const key of keys) {
    const artifact = await wholeArtifact(key, store);
    if (artifact !== undefined) return {key, artifact};
  }
  const [key] = keys;
  return key === undefined ? {} : {key};
}

/** Undefined where it is missing or damaged. */
export async function wholeArtifact(key: string, store: StoreView): Promise<Artifact | undefined> {
  const found = await store.find(key);
  return found.found === 'whole' ? found.artifact : undefined;
}
