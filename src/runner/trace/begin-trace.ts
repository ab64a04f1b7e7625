import {existsSync} from 'node:fs';
import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {placesOf} from '../declared-inputs.ts';
import type {Stage} from '../pipeline.ts';
import type {StageReport, Trace, World} from '../stage-definition.ts';
import {foreign, isBelow, realPath} from './foreign.ts';
import {readHooks} from './hooks.ts';
import {readStrace, straceWorks, type Opened} from './strace.ts';

interface Traced {
  readonly stage: Stage;
  /** Role → folder. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly out: string;
  readonly scratch: string;
  readonly world: World;
}

/** A stage whose opening of files is written down. */
export interface Tracing {
  /** Undefined where that cannot be done here. */
  readonly trace: Trace | undefined;
  /** What came of it. */
  readonly findings: () => Promise<readonly StageReport[]>;
}

/** Undefined where the stage is not to be traced: built-in ones declare what they read by themselves. */
export async function beginTrace(traced: Traced): Promise<Tracing | undefined> {
  const {own} = traced.stage.definition;
  if (traced.stage.trace !== true || own === undefined) return undefined;
  const method = (await straceWorks()) ? 'strace' : own.kind === 'module' ? 'hooks' : undefined;
  if (method === undefined) {
    const text = 'was not traced: strace is not on PATH, or may not trace here';
    return {trace: undefined, findings: () => Promise.resolve([{type: 'log', level: 'warning', text}])};
  }
  const folder = join(traced.scratch, 'epochal-trace');
  await rm(folder, {recursive: true, force: true});
  await mkdir(folder, {recursive: true});
  return {
    trace: {method, folder},
    findings: async () => {
      if (!existsSync(folder)) {
        const text =
          'was not traced: it deleted what lay in its scratch folder, and what was written down with it';
        return [{type: 'log', level: 'warning', text}];
      }
      const opened =
        method === 'strace' ? await readStrace(folder) : {read: await readHooks(folder), programs: []};
      await rm(folder, {recursive: true, force: true});
      return findingsOf(traced, opened, method);
    },
  };
}

/** More than these are told as a number. */
const mostNamed = 20;

async function findingsOf(
  traced: Traced,
  {read, programs}: Opened,
  method: Trace['method'],
): Promise<readonly StageReport[]> {
  const {stage, inputs, out, scratch, world} = traced;
  const {workspace} = world;
  const declared = await Promise.all(
    (stage.reads ?? []).map(async (input) => ({
      name: input.path,
      places: (await placesOf(input, world)).map((place) => realPath(place)),
    })),
  );
  const needs = Object.entries(inputs).map(([role, folder]) => ({
    name: `its input ${role}`,
    places: [realPath(folder)],
  }));
  const files = [
    ...read,
    ...programs.map((program) => join(program.startsWith('/') ? '/' : workspace, program)),
  ]
    .filter((file) => existsSync(file))
    .map((file) => realPath(file));
  const touches = ({places}: {readonly places: readonly string[]}) =>
    files.some((file) => places.some((place) => isBelow(file, place)));
  const known = [...declared, ...needs, {places: [realPath(out), realPath(scratch)]}];
  const strange = foreign({workspace: realPath(workspace), programs, definition: stage.definition});
  const undeclared = [
    ...new Set(
      files.filter(
        (file) => !known.some(({places}) => places.some((place) => isBelow(file, place))) && strange(file),
      ),
    ),
  ].map((file) => (isBelow(file, realPath(workspace)) ? file.slice(realPath(workspace).length + 1) : file));
  const unread = [...declared, ...needs].filter((each) => !touches(each)).map(({name}) => name);
  const paramsFile = realPath(join(scratch, 'epochal-params.json'));
  const paramsUnread = stage.definition.own?.kind === 'command' && !files.includes(paramsFile);
  const params = Object.keys(stage.params);
  return [
    {type: 'fact', name: 'traced_by', value: method === 'strace' ? 'strace' : 'Node’s own functions'},
    ...finding('reads-undeclared', undeclared),
    ...finding('inputs-unread', unread),
    ...finding('params-unread', paramsUnread ? params : []),
  ];
}

function finding(
  kind: 'reads-undeclared' | 'inputs-unread' | 'params-unread',
  names: readonly string[],
): readonly StageReport[] {
  if (names.length === 0) return [];
  const rest = names.length - mostNamed;
  const told = rest > 0 ? [...names.slice(0, mostNamed), `${rest} more`] : names;
  return [{type: 'finding', kind, names: told}];
}
