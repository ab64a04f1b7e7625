import {isUtf8} from 'node:buffer';
import {open} from 'node:fs/promises';
import {type Document, LineCounter, parseDocument, type YAMLError} from 'yaml';
import {fail, ok, type Failure, type Place, type Result} from './failure.ts';
import {
  fileEmpty,
  fileMissing,
  fileNotText,
  fileTooLarge,
  fileUnreadable,
  keyTwice,
  yamlInvalid,
} from './failures/files.ts';
import type {YamlMemory} from './yaml-memory.ts';
import {keysTwice, treeOf, type YamlNode} from './yaml-tree.ts';

/** A YAML file whose every node knows its place. */
export interface YamlSource {
  readonly root: YamlNode;
  readonly place: (node: YamlNode) => Place;
}

/** No pipeline written by a person comes near it; what does is another file given by mistake. */
const byteLimit = 1024 * 1024;

interface Wanted {
  readonly kind: 'pipeline' | 'experiment' | 'sweep';
  /** What an empty file is told to hold. */
  readonly needs: string;
  /** Instead of what the file holds, if there is one at all: what a run recorded. */
  readonly text?: string;
  /** Where long texts are remembered that were parsed before. */
  readonly memory?: YamlMemory | undefined;
}

/** Reads and parses; all syntax faults at once. After duplicate keys alone the rest can still be checked. */
export async function readYaml(
  file: string,
  wanted: Wanted,
): Promise<Result<{readonly source: YamlSource; readonly faults: readonly Failure[]}, readonly Failure[]>> {
  const text = wanted.text === undefined ? await readText(file, wanted) : ok(wanted.text);
  if (!text.ok) return fail([text.failure]);
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const {line, col} = lines.linePos(Math.max(0, offset));
    return {file, line: Math.max(1, line), column: Math.max(1, col)};
  };
  const source = (root: YamlNode): YamlSource => ({root, place: ({at}) => placeAt(at)});
  const known = wanted.memory?.find(text.value);
  if (known !== undefined) {
    lines.lineStarts = [...known.lines];
    return ok({source: source(known.root), faults: []});
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(text.value, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
    });
  } catch (error) {
    // A thousand brackets in a row exhaust the parser's stack.
    return fail([yamlInvalid({file, line: 1, column: 1}, reasonOf(error))]);
  }
  const said = [...document.errors, ...document.warnings].filter(firstOfItsLine(lines));
  if (said.length > 0) return fail(said.map((error) => syntaxFault(error, text.value, placeAt)));
  const root = treeOf(document);
  if (root === undefined) return fail([fileEmpty(file, wanted.needs)]);
  const faults = keysTwice(root).map(({at, key}) => keyTwice(placeAt(at), key === '' ? 'A key' : key));
  if (faults.length === 0) await wanted.memory?.keep(text.value, {root, lines: lines.lineStarts});
  return ok({source: source(root), faults});
}

async function readText(file: string, {kind, needs}: Wanted): Promise<Result<string>> {
  try {
    const handle = await open(file);
    try {
      const stat = await handle.stat();
      if (!stat.isFile())
        return fail(fileUnreadable(file, stat.isDirectory() ? 'it is a folder' : 'it is no file'));
      if (stat.size > byteLimit) return fail(fileTooLarge({file, bytes: stat.size, limit: byteLimit}));
      const bytes = await handle.readFile();
      if (!isUtf8(bytes)) return fail(fileNotText(firstOddByte(file, bytes)));
      const text = new TextDecoder().decode(bytes);
      return text.trim() === '' ? fail(fileEmpty(file, needs)) : ok(text);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return fail(fileMissing(kind, file));
    return fail(fileUnreadable(file, reasonOf(error)));
  }
}

/** Where bytes end to be UTF-8. A newline is never part of a longer letter there. */
function firstOddByte(file: string, bytes: Buffer): Place {
  let [line, from] = [1, 0];
  for (;;) {
    const end = bytes.indexOf(newline, from);
    const here = bytes.subarray(from, end === -1 ? undefined : end);
    if (end === -1 || !isUtf8(here)) return {file, line, column: here.toString().indexOf(replacement) + 1};
    line++;
    from = end + 1;
  }
}

const newline = 0x0a;
/** What a byte that is no letter is decoded to. */
const replacement = '\uFFFD';

/** One broken line is often reported several times over: the first says it best. */
function firstOfItsLine(lines: LineCounter): (error: YAMLError) => boolean {
  const seen = new Set<number>();
  let exhausted = false;
  return ({code, pos: [offset]}) => {
    const {line} = lines.linePos(offset);
    if (exhausted || seen.has(line)) return false;
    exhausted = code === 'RESOURCE_EXHAUSTION';
    seen.add(line);
    return true;
  };
}

function syntaxFault(error: YAMLError, text: string, placeAt: (offset: number) => Place): Failure {
  const where = placeAt(error.pos[0]);
  const said = error.message.trim().replace(/\.?$/, '.');
  const {reason = said, todo} = explained[error.code] ?? {};
  const line = text.split('\n', where.line)[(where.line ?? 1) - 1] ?? '';
  const braces = line.includes('${') ? 'Inside {…} and […], put quotes around "${…}".' : undefined;
  return yamlInvalid(where, reason, todo ?? braces);
}

/** Where the parser's own words leave a reader alone. */
const explained: Readonly<
  Partial<Record<YAMLError['code'], {readonly reason?: string; readonly todo?: string}>>
> = {
  TAB_AS_INDENT: {reason: 'a tab cannot indent.', todo: 'Indent with spaces.'},
  BAD_ALIAS: {todo: 'Put quotes around text that begins with * or &.'},
  MULTIPLE_DOCS: {
    reason: 'a second document begins here.',
    todo: 'Keep one document a file; take the --- out.',
  },
  TAG_RESOLVE_FAILED: {todo: 'Put quotes around text that begins with !.'},
  RESOURCE_EXHAUSTION: {reason: 'its brackets nest too deeply.'},
};

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (/^[A-Z]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message) : String(error);
