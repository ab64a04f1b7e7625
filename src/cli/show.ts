import {openTracking} from '../tracking/open-tracking.ts';
import {runDetail} from '../tracking/run-detail.ts';
import {runRecord} from '../tracking/run-record.ts';
import {recipeYaml} from '../ui/recipe-yaml.ts';
import {runJson, runPage} from '../ui/run-page.ts';
import {notRecorded} from '../tracking/failures.ts';
import {pipelineMetrics} from './pipeline-metrics.ts';
import type {ShowOptions} from './options/runs.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal show <run>`: everything about one run, or what it recorded of its pipeline or of changes beside the commit. */
export async function showVerb(name: string, options: ShowOptions): Promise<number> {
  const {record, folder} = workspaceOf(options.file);
  const metrics = await pipelineMetrics(options.file);
  if (!metrics.ok) return refuse(metrics.failure);
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  try {
    const run = runDetail(tracking.value, name, {metrics: metrics.value});
    if (!run.ok) return refuse([run.failure]);
    const recorded = runRecord(tracking.value, run.value.id);
    if (!recorded.ok) return refuse([recorded.failure]);
    const {recipe, changes} = recorded.value;
    if (options.pipeline === true)
      return recipe === undefined
        ? refuse([notRecorded(run.value.id, 'its pipeline')])
        : await printed(recipeYaml(recipe));
    if (options.diff === true)
      return changes === undefined
        ? refuse([notRecorded(run.value.id, 'changes beside a commit')])
        : await printed(changes);
    return await printed(
      options.json === true ? runJson(run.value) : runPage(run.value, {folder, recorded: recorded.value}),
    );
  } finally {
    tracking.value.close();
  }
}

const printed = async (text: string): Promise<number> => {
  await print(text);
  return 0;
};
