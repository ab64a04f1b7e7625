import {bytes} from './bytes.ts';
import {plural} from './numbers.ts';
import {printable} from './text-width.ts';

interface Archive {
  readonly run: {readonly id: string; readonly experiment: string};
  readonly artifacts: readonly {readonly files: readonly {readonly size: number}[]}[];
  readonly sources: readonly {readonly path: string}[];
  readonly missing: readonly {readonly stage: string; readonly what: string; readonly why: string}[];
}

/** What an export wrote, and what it could not take along. */
export function exportText(target: string, {run, artifacts, sources, missing}: Archive): string {
  const files = artifacts.flatMap((each) => each.files);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return [
    `Exported run ${run.id} (${printable(run.experiment)}) to ${target}: ${plural(artifacts.length, 'result')}, ${plural(files.length, 'file')}, ${bytes(size)}${sources.length === 0 ? '' : `; ${plural(sources.length, 'source file')}`}.`,
    ...missing.map((each) => `  not in it: ${missingText(each)}`),
    '',
  ].join('\n');
}

interface Import {
  readonly archive: Archive;
  /** Undefined where it was on record before. */
  readonly id: string | undefined;
  readonly imported: {
    readonly taken: readonly string[];
    readonly known: readonly string[];
    readonly other: readonly string[];
    readonly files: number;
    readonly bytes: number;
    readonly sources: {readonly written: readonly string[]; readonly left: readonly string[]};
  };
  readonly sources: boolean;
}

/** What an import did, what it left as it was, and what the archive lacks. */
export function importText({archive, id, imported, sources}: Import): string {
  const {run, missing} = archive;
  const {taken, known, other} = imported;
  const {written, left} = imported.sources;
  const renamed = id === undefined || id === run.id ? '' : ` as ${id}`;
  const what = `${plural(taken.length, 'result')}, ${plural(imported.files, 'file')}, ${bytes(imported.bytes)}`;
  return [
    id === undefined
      ? `Run ${run.id} (${printable(run.experiment)}) is on record already${taken.length === 0 ? '' : `; put back: ${what}`}.`
      : `Imported run ${run.id} (${printable(run.experiment)})${renamed}: ${what}.`,
    ...(known.length > 0 && id !== undefined ? [`  there already: ${known.join(', ')}`] : []),
    ...other.map(
      (stage) =>
        `  ${stage}: the store has another result of the same key; it was left, and \`epochal verify\` tells which repeats`,
    ),
    ...(written.length > 0 ? [`  written beside the pipeline: ${written.map(printable).join(', ')}`] : []),
    ...left.map((path) => `  ${printable(path)} was left as it is here; the run read another`),
    ...(!sources && archive.sources.length > 0
      ? [`  not written: ${archive.sources.map(({path}) => printable(path)).join(', ')}`]
      : []),
    ...missing.map((each) => `  not in it: ${missingText(each)}`),
    '',
  ].join('\n');
}

const missingText = ({stage, what, why}: Archive['missing'][number]): string =>
  what === 'its result'
    ? `the result of ${printable(stage)}: ${why}`
    : `${printable(what)}, which ${printable(stage)} reads: ${printable(why)}`;
