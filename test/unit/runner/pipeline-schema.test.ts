import {expect, test} from 'vitest';
import {pipelineSchema} from '../../../src/runner/pipeline-schema.ts';
import {plainStages} from '../../rig/driven-stages.ts';
import {z} from 'zod';

test('the schema tells an editor of each stage, its params, their docs and its inputs', () => {
  const definitions = plainStages({
    load: {params: z.object({rows: z.int().min(1).default(5).describe('How many rows to load.')})},
    fit: {inputs: ['data', 'start'], params: z.object({}), paramsFor: () => z.object({})},
  });
  const {properties} = pipelineSchema(definitions) as {
    properties: {stages: {additionalProperties: {allOf: unknown; properties: {uses: unknown}}}};
  };
  const stage = properties.stages.additionalProperties;
  expect(stage.properties.uses).toEqual({
    description: 'The stage definition: the code behind this stage.',
    anyOf: [
      {const: 'load', description: 'The stage load.'},
      {const: 'fit', description: 'The stage fit.'},
      {
        type: 'string',
        pattern: '\\.(ts|mts|js|mjs)$',
        description: 'A module of your own, from the folder of the pipeline on: ./stages/mine.ts',
      },
    ],
  });
  expect(stage.allOf).toEqual([
    {
      if: {properties: {uses: {const: 'load'}}, required: ['uses']},
      then: {
        properties: {
          with: {
            type: 'object',
            additionalProperties: false,
            properties: {
              rows: {
                description: 'How many rows to load.',
                anyOf: [
                  {
                    type: 'integer',
                    minimum: 1,
                    maximum: Number.MAX_SAFE_INTEGER,
                    default: 5,
                    description: 'How many rows to load.',
                  },
                  {type: 'null'},
                  {type: 'string', pattern: '\\$\\{'},
                ],
              },
            },
          },
          needs: {type: 'object', additionalProperties: false, required: [], properties: {}},
        },
      },
    },
    {
      if: {properties: {uses: {const: 'fit'}}, required: ['uses']},
      then: {
        properties: {
          with: {type: 'object', additionalProperties: true, properties: {}},
          needs: {
            type: 'object',
            additionalProperties: false,
            required: ['data', 'start'],
            properties: {
              data: {type: 'string', description: 'what data is'},
              start: {type: 'string', description: 'what start is'},
            },
          },
        },
      },
    },
    {if: {required: ['run']}, then: freeNeeds},
    {if: {properties: {uses: {pattern: '\\.(ts|mts|js|mjs)$'}}, required: ['uses']}, then: freeNeeds},
  ]);
});

const freeNeeds = {
  properties: {
    needs: {
      anyOf: [
        {type: 'string'},
        {type: 'array', items: {type: 'string'}},
        {type: 'object', additionalProperties: {type: 'string'}},
      ],
    },
  },
};
