import type {Event} from '../runner/events.ts';
import {fail, ok, type Result} from '../runner/failure.ts';
import {ownMark} from '../runner/process-mark.ts';
import {keepContent} from '../tracking/contents.ts';
import {spellOut} from '../tracking/non-finite.ts';
import type {Tracking} from '../tracking/open-tracking.ts';
import type {StageDetail} from '../tracking/run-summary.ts';
import {writeEvent} from '../tracking/write-event.ts';
import {metricWriters} from '../tracking/write-metrics.ts';
import {idTaken} from './failures.ts';
import type {RunArchive} from './format.ts';

/** Writes a run into the record under this id: all of it, or nothing. */
export function writeRecord(tracking: Tracking, id: string, archive: RunArchive): Result<void> {
  const {run, recipe, changes} = archive;
  const {prepare} = tracking;
  const written = tracking.write((): Result<void> => {
    // Asked before, but another process may have imported it meanwhile.
    if (prepare<[string], unknown>('SELECT 1 FROM runs WHERE id = ?').get(id) !== undefined)
      return fail(idTaken(id));
    prepare('INSERT INTO run_ids (id) VALUES (?) ON CONFLICT DO NOTHING').run(id);
    const metrics = metricWriters(tracking)();
    const writing = {tracking, metrics, pipeline: run.pipeline, process: ownMark()};
    for (const event of eventsOf(id, archive)) writeEvent(event, writing);
    metrics.flush();
    prepare('UPDATE runs SET facts = ?, recipe = ?, changes = ?, seconds = ? WHERE id = ?').run(
      JSON.stringify(run.facts, spellOut),
      recipe === null ? null : keepContent(tracking, recipe),
      changes === null ? null : keepContent(tracking, changes),
      run.seconds,
      id,
    );
    const number = prepare<[string], {readonly number: number}>('SELECT number FROM runs WHERE id = ?').get(
      id,
    )?.number;
    for (const tag of run.tags)
      prepare('INSERT INTO tags (run, tag) VALUES (?, ?) ON CONFLICT DO NOTHING').run(number, tag);
    const renamed =
      id === run.id
        ? []
        : [{written: new Date().toISOString(), note: `imported; it was run ${run.id} where it was made`}];
    for (const {written, note} of [...run.notes, ...renamed])
      prepare('INSERT INTO notes (run, written, note) VALUES (?, ?, ?)').run(
        number,
        Date.parse(written),
        note,
      );
    return ok(undefined);
  });
  return written.ok ? written.value : written;
}

/** As if it had happened here. */
function eventsOf(id: string, {run, fingerprints}: RunArchive): readonly Event[] {
  const at = Date.parse(run.started);
  const status = run.status === 'done' || run.status === 'failed' ? run.status : 'cancelled';
  return [
    {
      type: 'run-started',
      at,
      run: id,
      experiment: run.experiment,
      params: run.params,
      stages: run.stages.map(({name, uses, needs}) => ({name, uses, needs})),
      environment: run.environment,
    },
    ...run.stages.flatMap((stage) => stageEvents({run: id, at, stage: stage.name}, stage, fingerprints)),
    ...run.metrics.flatMap(({stage, name, points}) =>
      points.map(({step, value}): Event => ({
        type: 'stage-reported',
        at,
        run: id,
        stage,
        report: {type: 'metrics', step, values: {[name]: value}},
      })),
    ),
    {type: 'run-done', at, run: id, status, seconds: run.seconds ?? 0},
  ];
}

function stageEvents(
  of: {readonly run: string; readonly at: number; readonly stage: string},
  {how, key, digest, seconds, reason, threads, attempts, failure}: StageDetail,
  fingerprints: RunArchive['fingerprints'],
): readonly Event[] {
  const started: readonly Event[] =
    key === null || threads === null
      ? []
      : [{type: 'stage-started', ...of, key, threads, attempt: attempts ?? 1}];
  switch (how) {
    case 'ran':
    case 'cached':
    case 'shared': {
      if (key === null || digest === null) return started;
      const done = {
        type: 'stage-done',
        ...of,
        how,
        key,
        digest,
        seconds: seconds ?? 0,
        reason: reason ?? '',
        folder: '',
      } as const;
      const fingerprint = fingerprints[of.stage];
      return [...started, fingerprint === undefined ? done : {...done, fingerprint}];
    }
    case 'failed':
    case 'cancelled':
      return failure === null
        ? started
        : [...started, {type: 'stage-failed', ...of, failure, seconds: seconds ?? 0}];
    case 'skipped':
      return [{type: 'stage-skipped', ...of, because: /^(.*) failed$/.exec(reason ?? '')?.[1] ?? ''}];
    case 'pending':
    case 'waiting':
    case 'running':
    case 'interrupted':
      return [];
    default:
      return how satisfies never;
  }
}
