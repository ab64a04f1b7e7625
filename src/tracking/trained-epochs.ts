import type {Tracking} from './open-tracking.ts';

/**
 * Epochs that the runs of a sweep trained themselves, by what they recorded: what one took over from a shorter training, or found in the
 * store, is not among them. `epochs` is the param that says how long a trial trains, as in `train.epochs`; where there is none, none are counted.
 */
export function trainedEpochs({prepare}: Tracking, sweep: number, epochs: string | undefined): number {
  if (epochs === undefined) return 0;
  const stage = epochs.slice(0, epochs.lastIndexOf('.'));
  const trained = prepare<
    [{readonly sweep: number; readonly stage: string; readonly before: string}],
    number
  >(
    `SELECT coalesce(sum(
       (SELECT max(step) FROM latest_metrics JOIN metric_names ON metric_names.number = metric
        WHERE run = runs.number AND stage = @stage)
       - coalesce(json_extract(facts, @before), 0)), 0)
     FROM (SELECT DISTINCT run FROM sweep_decisions WHERE sweep = @sweep AND run <> '') AS begun
     JOIN runs ON runs.id = begun.run
     JOIN stages ON stages.run = runs.number AND stages.name = @stage
     WHERE how IN ('ran', 'running', 'failed')`,
  )
    .pluck()
    .get({sweep, stage, before: `$."${stage}.${continuedFact}"`});
  return trained ?? 0;
}

/** What a training says that took over a shorter one's epochs. */
const continuedFact = 'continued_from_epoch';
