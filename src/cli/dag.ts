import {dagMermaid} from '../ui/dag-mermaid.ts';
import {dagText} from '../ui/dag-text.ts';
import {loadPipelineFile} from './load-pipeline-file.ts';
import type {DagOptions} from './options/pipeline.ts';
import {print, refuse} from './say.ts';

/** `epochal dag`: the graph of the stages. */
export async function dagVerb(file: string, options: DagOptions): Promise<number> {
  const pipeline = await loadPipelineFile(file);
  if (!pipeline.ok) return refuse(pipeline.failure);
  await print(options.mermaid === true ? dagMermaid(pipeline.value) : dagText(pipeline.value));
  return 0;
}
