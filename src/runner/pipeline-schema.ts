import {z} from 'zod';
import type {Registry, StageDefinition} from './stage-definition.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON schema of pipeline files, for editors: completion, docs on hover, and marks under what is wrong. */
export function pipelineSchema(definitions: Registry): JsonSchema {
  const all = Object.values(definitions);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'An Epochal pipeline',
    type: 'object',
    required: ['stages'],
    additionalProperties: false,
    properties: {
      name: {type: 'string', description: 'What runs are filed under. Left out: the name of the folder.'},
      metrics: {
        type: 'object',
        description: 'Which way is better. The first is the headline: tables sort by it.',
        additionalProperties: {enum: ['max', 'min']},
      },
      params: {
        type: 'object',
        description: 'Values used more than once: `${name}` stands for them under `with:`.',
      },
      stages: {
        type: 'object',
        minProperties: 1,
        propertyNames: {pattern: '^[a-z][a-z0-9_-]*$'},
        additionalProperties: stageSchema(all),
      },
      experiments: {
        type: 'array',
        description: 'What a bare `run` runs: files in experiments/, without `.yaml`.',
        items: {type: 'string'},
        uniqueItems: true,
      },
      store: {
        type: 'object',
        description: 'The artifact store of this workspace.',
        additionalProperties: false,
        properties: {
          max_size: {
            type: ['string', 'number'],
            description:
              'What it may take: 500MB, 20GB. What is over is cleared after a run, the cheapest to make again first.',
          },
        },
      },
    },
  };
}

const stageSchema = (definitions: readonly StageDefinition[]): JsonSchema => ({
  type: 'object',
  oneOf: [{required: ['uses']}, {required: ['run']}],
  additionalProperties: false,
  properties: {
    uses: {
      description: 'The stage definition: the code behind this stage.',
      anyOf: [
        ...definitions.map(({name, summary}) => ({const: name, description: summary})),
        {
          type: 'string',
          pattern: '\\.(ts|mts|js|mjs)$',
          description: 'A module of your own, from the folder of the pipeline on: ./stages/mine.ts',
        },
      ],
    },
    run: {
      type: 'string',
      description:
        'A command instead, by /bin/sh: it finds EPOCHAL_OUT, EPOCHAL_IN_<ROLE>, EPOCHAL_PARAMS and EPOCHAL_METRICS in its environment.',
    },
    matrix: {
      type: 'object',
      description:
        'The stage once for each combination of these values: `${matrix.axis}` stands for them in with, run, env, inputs and needs.',
      properties: {include: cellList, exclude: cellList},
      additionalProperties: {
        anyOf: [
          {type: 'array', minItems: 1},
          {type: 'string', pattern: '\\$\\{'},
        ],
      },
    },
    needs: {description: 'Its inputs: role → the stage that makes it.'},
    inputs: {
      ...textOrTexts,
      description: 'Files, folders or globs that it reads, from the folder of the pipeline on.',
    },
    with: {type: 'object', description: 'Its params.'},
    env: {
      description:
        'Variables of the environment that it sees: part of its key. A name without a value has yours.',
      anyOf: [
        textOrTexts,
        {type: 'object', additionalProperties: {type: ['string', 'number', 'boolean', 'null']}},
      ],
    },
    trace: {
      type: 'boolean',
      default: false,
      description: 'true: report files that it reads without declaring them.',
    },
    cache: {type: 'boolean', default: true, description: 'false: run it every time.'},
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 20,
      default: 0,
      description: 'How often to try again after a failure that is not yours.',
    },
    timeout: {
      type: ['number', 'string'],
      description: 'When to give an attempt up: seconds, or 90s, 15m, 2h.',
    },
  },
  allOf: [
    ...definitions.map((definition) => ({
      if: {properties: {uses: {const: definition.name}}, required: ['uses']},
      then: {properties: {with: paramsSchema(definition), needs: needsSchema(definition)}},
    })),
    {if: {required: ['run']}, then: {properties: {needs: freeNeeds}}},
    {
      if: {properties: {uses: {pattern: '\\.(ts|mts|js|mjs)$'}}, required: ['uses']},
      then: {properties: {needs: freeNeeds}},
    },
  ],
});

/** Combinations of a matrix to add, or to leave out. */
const cellList = {type: 'array', items: {type: 'object'}};

const textOrTexts = {anyOf: [{type: 'string'}, {type: 'array', items: {type: 'string'}}]};

/** Roles by any name; in a list, each stage's name is its role. */
const freeNeeds: JsonSchema = {
  anyOf: [...textOrTexts.anyOf, {type: 'object', additionalProperties: {type: 'string'}}],
};

function paramsSchema({params, paramsFor}: StageDefinition): JsonSchema {
  const schema = z.toJSONSchema(params, {io: 'input', target: 'draft-7', unrepresentable: 'any'});
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    // null leaves a param out; `${name}` may stand where a number is asked for.
    {
      ...(typeof property === 'object' && property.description !== undefined
        ? {description: property.description}
        : {}),
      anyOf: [property, {type: 'null'}, {type: 'string', pattern: '\\$\\{'}],
    },
  ]);
  return {
    type: 'object',
    // Where a choice brings params of its own, which ones depends on the choice: the loader checks them.
    additionalProperties: paramsFor !== undefined,
    properties: Object.fromEntries(properties) as JsonSchema,
  };
}

function needsSchema({inputs}: StageDefinition): JsonSchema {
  const roles = Object.entries(inputs);
  const byRole = {
    type: 'object',
    additionalProperties: false,
    required: roles.filter(([, {optional}]) => optional !== true).map(([role]) => role),
    properties: Object.fromEntries(roles.map(([role, {doc}]) => [role, {type: 'string', description: doc}])),
  };
  return roles.length === 1
    ? {anyOf: [byRole, {type: 'string'}, {type: 'array', items: {type: 'string'}, maxItems: 1}]}
    : byRole;
}
