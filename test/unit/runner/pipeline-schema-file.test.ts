import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {pipelineSchema} from '../../../src/runner/pipeline-schema.ts';
import {stageDefinitions} from '../../../src/stages/index.ts';

test('pipeline.schema.json is that of the stages as they are: `npm run build` writes it', async () => {
  const file = new URL('../../../pipeline.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(pipelineSchema(stageDefinitions));
});
