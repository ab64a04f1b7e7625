import {fail, ok, type Result} from '../failure.ts';
import type {StageReport, StageWork} from '../stage-definition.ts';
import type {Reporter} from './authoring.ts';
import {defaultExportIn} from './default-export.ts';
import {importStage} from './describe-module.ts';
import type {ModuleCode} from './module-code.ts';
import {paramRefused, stageThrew} from './failures.ts';
import {thrownAt} from './thrown-at.ts';
import {watchReads} from './watch-reads.ts';

/** Imports a stage of the user's own and has it do its work. What it throws is a failure at a place in the user's files. */
export async function runModule(
  code: ModuleCode,
  work: StageWork<Readonly<Record<string, unknown>>>,
): Promise<Result<void>> {
  const stage = await importStage(code);
  if (!stage.ok) return stage;
  const {params: schema, inputs: roles = {}, run} = stage.value;
  // Refinements and the like cannot be told as a JSON schema: here they have their say.
  const checked = schema.safeParse(work.params);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const param = String(issue?.path[0] ?? '');
    return fail(
      paramRefused({file: code.name, where: defaultExportIn(code.file), param, why: issue?.message ?? ''}),
    );
  }
  const params = watchReads(checked.data);
  const {out, scratch, signal, threads, env, workspace} = work;
  const context = {
    params: params.value,
    inputs: byRole(work.inputs, roles),
    out,
    scratch,
    signal,
    threads,
    env,
    workspace,
    report: reporterOf(work.report),
  };
  try {
    await run(context as never);
  } catch (error) {
    const thrown = thrownAt(error, code.sources);
    return fail(stageThrew(thrown.where ?? defaultExportIn(code.file), code.name, thrown));
  }
  const unread = params.unread();
  if (unread.length > 0) work.report({type: 'finding', kind: 'params-unread', names: unread});
  return ok(undefined);
}

/** Of a role that takes many, the folders by cell: `folds[fold=1]` becomes `folds: {'fold=1': …}`. */
function byRole(
  folders: StageWork<unknown>['inputs'],
  roles: Readonly<Record<string, {readonly many?: true | 'or-one'}>>,
): Readonly<Record<string, unknown>> {
  const many = Object.keys(roles).filter((role) => roles[role]?.many === true);
  const single = Object.entries(folders).filter(([role]) => !many.includes(role.replace(/\[.*$/, '')));
  const grouped = many.map((role) => [
    role,
    Object.fromEntries(
      Object.entries(folders).flatMap(([each, folder]) =>
        each.startsWith(`${role}[`) ? [[each.slice(role.length + 1, -1), folder]] : [],
      ),
    ),
  ]);
  return Object.fromEntries([...single, ...grouped]) as Readonly<Record<string, unknown>>;
}

/** Checks what is said where it is said, so that a slip is told with the line it stands on. */
function reporterOf(report: (said: StageReport) => void): Reporter {
  return {
    metrics: (values, step = 0) => {
      if (!Number.isInteger(step) || step < 0)
        throw new TypeError(`report.metrics: a step is a whole number from 0 up, not ${String(step)}`);
      const odd = Object.entries(values).find(([, value]) => typeof value !== 'number');
      if (odd !== undefined) throw new TypeError(`report.metrics: ${odd[0]} is no number`);
      report({type: 'metrics', step, values: {...values}});
    },
    progress: ({done, total, unit = 'steps', detail}) => {
      if (typeof done !== 'number') throw new TypeError('report.progress: `done` is a number');
      const told = {...(total === undefined ? {} : {total}), ...(detail === undefined ? {} : {detail})};
      report({type: 'progress', done, unit, ...told});
    },
    fact: (name, value) => {
      if (!['string', 'number', 'boolean'].includes(typeof value))
        throw new TypeError(`report.fact: ${name} must be text, a number, true or false`);
      report({type: 'fact', name, value});
    },
    log: (text) => report({type: 'log', level: 'info', text}),
    warn: (text) => report({type: 'log', level: 'warning', text}),
  };
}
