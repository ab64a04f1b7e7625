import {createHash} from 'node:crypto';
import {mkdir, readFile, readdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {z} from 'zod';
import {fail, ok, type Failure, type Result} from '../../src/runner/failure.ts';
import type {Registry, StageDefinition, StageReport, StageWork} from '../../src/runner/stage-definition.ts';

/** A stage that is running, in the hands of the test. */
export interface Invocation {
  readonly work: StageWork<Record<string, unknown>>;
  readonly report: (said: StageReport) => void;
  /** Writes files and ends well. */
  readonly done: (files?: Readonly<Record<string, string>>) => Promise<void>;
  readonly fail: (failure: Failure) => void;
  readonly throws: (error: Error) => void;
}

/** Definitions whose stages end when the test says so. */
export interface DrivenStages {
  readonly definitions: Registry;
  /** The next time that definition runs, now or later; each is handed out once. */
  readonly next: (definition: string) => Promise<Invocation>;
  /** Of each definition, how often it ran. */
  readonly count: (definition: string) => number;
}

interface Look extends Partial<
  Pick<StageDefinition, 'lane' | 'weight' | 'resolve' | 'prefix' | 'numeric' | 'loads' | 'paramsFor'>
> {
  readonly inputs?: readonly string[];
  readonly optional?: readonly string[];
  readonly params?: z.ZodObject;
}

export function drivenStages(looks: Readonly<Record<string, Look>>): DrivenStages {
  const queues = new Map(Object.keys(looks).map((name) => [name, handover<Invocation>()]));
  const counts = new Map<string, number>();
  const definitions = Object.fromEntries(
    Object.entries(looks).map(([name, look]) => [
      name,
      definitionOf(name, look, (work) => {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        return new Promise<Result<void>>((resolve, reject) => {
          queues.get(name)?.give({
            work,
            report: work.report,
            done: async (files = {'out.txt': name}) => {
              await writeFiles(work.out, files);
              resolve(ok(undefined));
            },
            fail: (failure) => resolve(fail(failure)),
            throws: (error) => reject(error),
          });
        });
      }),
    ]),
  );
  return {
    definitions,
    next: (name) => queues.get(name)?.take() ?? Promise.reject(new Error(`No stage ${name}.`)),
    count: (name) => counts.get(name) ?? 0,
  };
}

/** Definitions that work by themselves: what they write is told by their params and inputs alone. */
export function plainStages(looks: Readonly<Record<string, Look>>): Registry {
  return Object.fromEntries(
    Object.entries(looks).map(([name, look]) => [
      name,
      definitionOf(name, look, async (work) => {
        const inputs = await Promise.all(
          Object.entries(work.inputs).map(async ([role, folder]) => [role, await contents(folder)]),
        );
        await writeFiles(work.out, {'out.json': JSON.stringify([name, work.params, hash(inputs)])});
        return ok(undefined);
      }),
    ]),
  );
}

function definitionOf(name: string, look: Look, run: StageDefinition['run']): StageDefinition {
  const {inputs = [], optional = [], params = z.object({}), ...rest} = look;
  return {
    name,
    summary: `The stage ${name}.`,
    params,
    inputs: Object.fromEntries([
      ...inputs.map((role) => [role, {doc: `what ${role} is`}] as const),
      ...optional.map((role) => [role, {doc: `what ${role} is`, optional: true}] as const),
    ]),
    lane: 'light',
    place: 'here',
    numeric: false,
    ...rest,
    run,
  };
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), {recursive: true});
    await writeFile(join(folder, path), text);
  }
}

/** Short, however long the chain of stages. */
const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

async function contents(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

/** What one side gives the other takes, in order, whoever comes first. */
function handover<T>() {
  const given: T[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    give: (item: T) => {
      const taker = takers.shift();
      if (taker === undefined) given.push(item);
      else taker(item);
    },
    take: (): Promise<T> => {
      const item = given.shift();
      return item === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(item);
    },
  };
}
