import {isAbsolute, relative} from 'node:path';
import type {Failure, Place} from '../runner/failure.ts';
import {printable, widthOf} from './text-width.ts';

interface Options {
  /** Files below this folder are named from it. */
  readonly folder?: string;
  /** The text of a file, where it is at hand: then the line is shown with a caret under the place. */
  readonly source?: (file: string) => string | undefined;
}

/**
 * A failure as lines of text: the place first, as editors and terminals know it, then what is wrong, then what to do.
 *
 *     pipeline.yaml:12:24: There is no param train.epoch.
 *       12 |   with: {model: cnn, epoch: 20}
 *          |                      ^
 *       Did you mean epochs?
 */
export function failureText(failure: Failure, {folder, source}: Options = {}): string {
  const {what, where, quote = [], todo} = failure;
  const place = where === undefined ? undefined : placeText(where, folder);
  // A sentence that already names the file need not be led by it.
  const named = where !== undefined && where.line === undefined && what.includes(where.file);
  return [
    `${place === undefined || named ? '' : `${printable(place)}: `}${printable(what)}`,
    ...(where === undefined || source === undefined ? [] : caretLines(where, source(where.file))),
    ...quote.map((line) => `  │ ${printable(line)}`),
    ...(todo === undefined ? [] : [`  ${printable(todo)}`]),
  ].join('\n');
}

/** Several at once, a blank line between them where one takes more than a line. */
export const failuresText = (failures: readonly Failure[], options: Options = {}): string =>
  failures.map((failure) => failureText(failure, options)).join('\n');

/** `pipeline.yaml:12:24`. */
function placeText({file, line, column}: Place, folder?: string): string {
  const near = folder === undefined ? file : relative(folder, file);
  const name = near === '' || near.startsWith('..') || isAbsolute(near) ? file : near;
  return [printable(name), line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
}

function caretLines({line, column}: Place, text: string | undefined): readonly string[] {
  const shown = line === undefined ? undefined : text?.split(/\r?\n/)[line - 1];
  if (line === undefined || shown === undefined || widthOf(shown) > longest) return [];
  const number = String(line);
  const before = printable(shown.slice(0, (column ?? 1) - 1));
  const caret =
    column === undefined ? [] : [`  ${' '.repeat(number.length)} | ${' '.repeat(widthOf(before))}^`];
  return [`  ${number} | ${printable(shown)}`, ...caret];
}

/** A longer line is data, not something to show. */
const longest = 200;
