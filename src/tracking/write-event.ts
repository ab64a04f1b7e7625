import {createHash} from 'node:crypto';
import type {Event, RunDone, RunStarted, StageDone, StageReported} from '../runner/events.ts';
import {canonicalJson} from '../runner/canonical-json.ts';
import type {Fingerprint} from '../runner/fingerprint.ts';
import {recipeText} from '../runner/recipe.ts';
import {keepContent} from './contents.ts';
import {metricCode, metricCodeFact} from './metric-code.ts';
import {spellOut} from './non-finite.ts';
import type {Tracking} from './open-tracking.ts';
import type {MetricWriter} from './write-metrics.ts';

interface Writing {
  readonly tracking: Tracking;
  readonly metrics: MetricWriter;
  /** Of the pipeline that is executed. */
  readonly pipeline: string;
  /** Whose runs these are: see `runner/process-mark.ts`. */
  readonly process: string;
}

/** Writes what an event says, inside the transaction that is under way. An event that was written may be written again. */
export function writeEvent(event: Event, writing: Writing): void {
  const {prepare} = writing.tracking;
  switch (event.type) {
    case 'execution-started':
    case 'execution-done':
      return;
    case 'run-started':
      writeRun(event, writing);
      return;
    case 'stage-waiting':
      prepare(
        `UPDATE stages SET how = 'waiting', key = ?, reason = ? WHERE run = ${runNumber} AND name = ?`,
      ).run(event.key, event.reason, event.run, event.stage);
      return;
    case 'stage-started':
      prepare(
        `UPDATE stages SET how = 'running', key = ?, threads = ?, attempts = ? WHERE run = ${runNumber} AND name = ?`,
      ).run(event.key, event.threads, event.attempt, event.run, event.stage);
      return;
    case 'stage-reported':
      writeReport(event, writing);
      return;
    case 'stage-done':
      prepare(
        `UPDATE stages SET how = ?, key = ?, digest = ?, seconds = ?, reason = ? WHERE run = ${runNumber} AND name = ?`,
      ).run(event.how, event.key, event.digest, event.seconds, event.reason, event.run, event.stage);
      if (event.fingerprint !== undefined) writeFingerprint(event, event.fingerprint, writing);
      return;
    case 'stage-failed':
      prepare(
        `UPDATE stages SET how = 'failed', seconds = ?, failure = ? WHERE run = ${runNumber} AND name = ?`,
      ).run(event.seconds, JSON.stringify(event.failure, spellOut), event.run, event.stage);
      return;
    case 'stage-skipped':
      prepare(`UPDATE stages SET how = 'skipped', reason = ? WHERE run = ${runNumber} AND name = ?`).run(
        event.because === '' ? 'the run was cancelled' : `${event.because} failed`,
        event.run,
        event.stage,
      );
      return;
    case 'run-done':
      writeEnd(event, writing);
      return;
    default:
      event satisfies never;
  }
}

const runNumber = '(SELECT number FROM runs WHERE id = ?)';

function writeRun(started: RunStarted, writing: Writing): void {
  const {run, experiment, at, params, stages, environment, recipe, changes: patch} = started;
  const {tracking, pipeline, process} = writing;
  const {prepare} = tracking;
  const {changes, lastInsertRowid: number} = prepare(
    `INSERT INTO runs (id, experiment, pipeline, status, started, process, params, environment, recipe, changes)
     VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  ).run(
    run,
    experiment,
    pipeline,
    at,
    process,
    JSON.stringify(params, spellOut),
    JSON.stringify(environment, spellOut),
    recipe === undefined ? null : keepContent(tracking, recipeText(recipe)),
    patch === undefined ? null : keepContent(tracking, patch),
  );
  if (changes === 0) return;
  const insertParam = prepare('INSERT INTO params (run, param, value, amount) VALUES (?, ?, ?, ?)');
  for (const [name, value] of Object.entries(params)) {
    const amount = typeof value === 'number' && Number.isFinite(value) ? value : null;
    insertParam.run(number, paramNumber(tracking, name), JSON.stringify(value, spellOut), amount);
  }
  const insertStage = prepare(
    `INSERT INTO stages (run, name, position, uses, needs, how) VALUES (?, ?, ?, ?, ?, 'pending')`,
  );
  stages.forEach(({name, uses, needs}, position) =>
    insertStage.run(number, name, position, uses, JSON.stringify(needs)),
  );
}

/** Runs are comparable where the same code measured them: of stages that measure, a listing has it at hand. */
function writeFingerprint(
  {run, stage}: StageDone,
  fingerprint: Fingerprint,
  {tracking, metrics}: Writing,
): void {
  keepContent(tracking, canonicalJson(fingerprint));
  const code = metricCode(fingerprint);
  if (code === undefined) return;
  metrics.flush();
  tracking
    .prepare(
      `UPDATE runs SET facts = json_patch(facts, ?) WHERE id = ? AND EXISTS (
         SELECT 1 FROM metric_names WHERE stage = ? AND EXISTS (
           SELECT 1 FROM metrics WHERE run = runs.number AND metric = metric_names.number))`,
    )
    .run(JSON.stringify({[`${stage}.${metricCodeFact}`]: code}), run, stage);
}

function writeReport(event: StageReported, writing: Writing): void {
  const {run, stage, report} = event;
  const {tracking, metrics} = writing;
  switch (report.type) {
    case 'metrics': {
      const found = tracking
        .prepare<[string], {readonly number: number}>('SELECT number FROM runs WHERE id = ?')
        .get(run);
      if (found !== undefined) metrics.add(found.number, stage, report.step, report.values);
      return;
    }
    case 'fact':
      tracking
        .prepare('UPDATE runs SET facts = json_patch(facts, ?) WHERE id = ?')
        .run(JSON.stringify({[`${stage}.${report.name}`]: report.value}, spellOut), run);
      return;
    case 'finding':
      writeReport(
        {
          ...event,
          report: {type: 'fact', name: report.kind.replace('-', '_'), value: report.names.join(', ')},
        },
        writing,
      );
      return;
    case 'progress':
    case 'log':
    case 'output':
      return;
    default:
      report satisfies never;
  }
}

function writeEnd({run, status, seconds}: RunDone, {tracking: {prepare}}: Writing): void {
  prepare('UPDATE runs SET status = ?, seconds = ?, signature = ? WHERE id = ?').run(
    status,
    seconds,
    status === 'done' ? signatureOf(keysOf(prepare, run)) : null,
    run,
  );
}

function keysOf(prepare: Tracking['prepare'], run: string): Readonly<Record<string, string>> {
  const rows = prepare<[string], {readonly name: string; readonly key: string}>(
    `SELECT name, key FROM stages WHERE run = ${runNumber} AND key IS NOT NULL`,
  ).all(run);
  return Object.fromEntries(rows.map(({name, key}) => [name, key]));
}

/** Equal for runs whose stages have equal names and keys. */
export const signatureOf = (keys: Readonly<Record<string, string>>): string =>
  createHash('sha256')
    .update(
      Object.entries(keys)
        .map(([stage, key]) => `${stage}\0${key}\n`)
        .sort()
        .join(''),
    )
    .digest('hex');

function paramNumber({interned, prepare}: Tracking, name: string): number {
  const known = `param ${name}`;
  const number = interned.get(known);
  if (number !== undefined) return number;
  prepare<[string], never>('INSERT INTO param_names (name) VALUES (?) ON CONFLICT DO NOTHING').run(name);
  const row = prepare<[string], {readonly number: number}>(
    'SELECT number FROM param_names WHERE name = ?',
  ).get(name);
  if (row === undefined) throw new Error(`param ${name} was not interned`);
  interned.set(known, row.number);
  return row.number;
}
