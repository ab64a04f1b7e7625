import type {z} from 'zod';
import type {Lane, StageDefinition} from '../stage-definition.ts';
import {paramShape} from './param-shape.ts';
import {isObject} from '../json-value.ts';

/** The default export of a user's module, checked. */
export interface ReadStage {
  readonly summary: string;
  readonly params: z.ZodObject;
  /** Undefined: whatever `needs:` names. */
  readonly inputs: StageDefinition['inputs'] | undefined;
  readonly lane: Lane;
  readonly run: (context: never) => unknown;
}

const lanes: readonly string[] = ['network', 'light', 'training'] satisfies readonly Lane[];
const known = ['summary', 'params', 'inputs', 'lane', 'run'];

/** Reads what a module exports; what it is not is told in words that follow `its default export`. */
export function readOwnStage(exported: unknown): ReadStage | {readonly why: string} {
  if (!isObject(exported)) return {why: 'is no stage'};
  const {summary = '', params, inputs, lane = 'light', run} = exported;
  const odd = Object.keys(exported).find((key) => !known.includes(key));
  if (odd !== undefined) return {why: `has a key ${odd}; a stage knows ${known.join(', ')}`};
  if (typeof run !== 'function') return {why: 'has no function `run`'};
  if (typeof summary !== 'string') return {why: 'has a `summary` that is no text'};
  if (typeof lane !== 'string' || !lanes.includes(lane))
    return {why: `has a \`lane\` that is none of ${lanes.join(', ')}`};
  const shape = paramShape(params);
  if ('why' in shape) return {why: `does not fit: ${shape.why}`};
  const roles = readInputs(inputs);
  if (roles !== undefined && 'why' in roles) return {why: `does not fit: ${roles.why}`};
  return {
    summary,
    params: shape.schema,
    inputs: roles?.inputs,
    lane: lane as Lane,
    // Bound: a stage may be written as an object whose `run` asks for `this`.
    run: (context) => run.call(exported, context) as unknown,
  };
}

function readInputs(
  inputs: unknown,
): {readonly inputs: StageDefinition['inputs']} | {readonly why: string} | undefined {
  if (inputs === undefined) return undefined;
  if (!isObject(inputs)) return {why: '`inputs` must be an object: role → what it has to hold'};
  const read: Record<string, StageDefinition['inputs'][string]> = {};
  for (const [role, spec] of Object.entries(inputs)) {
    if (!/^[A-Za-z]\w*$/.test(role))
      return {
        why: `${JSON.stringify(role)} cannot be the role of an input: begin with a letter, go on with letters, digits, _`,
      };
    const said = typeof spec === 'string' ? {doc: spec} : spec;
    if (!isObject(said) || typeof said['doc'] !== 'string')
      return {why: `\`inputs.${role}\` must be text, or {doc: '…', optional: true, many: true}`};
    const {doc, optional, many} = said;
    read[role] = {doc, ...(optional === true && {optional}), ...(many === true && {many})};
  }
  return {inputs: read};
}
