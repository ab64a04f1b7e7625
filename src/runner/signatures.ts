import {createHash} from 'node:crypto';
import {canonicalJson} from './canonical-json.ts';
import type {OwnCode} from './stage-definition.ts';
import type {Pipeline} from './pipeline.ts';
import {stretchOf} from './prefix.ts';

/** What tells stages of different runs apart before their inputs are known: params and all that comes before. */
export interface Signature {
  readonly own: string;
  /** The same for stages that differ only in how far they go; equal to `own` where a stage has no such param. */
  readonly series: string;
}

/** Stage name → signature. */
export function signaturesOf({stages}: Pipeline): ReadonlyMap<string, Signature> {
  const signatures = new Map<string, Signature>();
  for (const stage of stages) {
    const {name, definition, params, needs, env = [], reads = []} = stage;
    const inputs = Object.fromEntries(
      Object.entries(needs).map(([role, need]) => [role, signatures.get(need)?.own ?? '']),
    );
    const around = JSON.stringify([env, reads.map(({path}) => path)]);
    const sign = (decisive: unknown) =>
      createHash('sha256')
        .update(canonicalJson([definition.name, ownText(definition.own), around, decisive, inputs]))
        .digest('hex');
    const own = sign(params);
    const stretch = stretchOf(definition, params);
    signatures.set(name, {own, series: stretch.holds === true ? sign([stretch.others, 'series']) : own});
  }
  return signatures;
}

const ownText = (own: OwnCode | undefined): string =>
  own === undefined ? '' : own.kind === 'command' ? own.command : own.digest;
