import type {Failure, Place} from '../failure.ts';
import {user} from './words.ts';

/** Texts about files that cannot be read as what they are: functions from facts to a failure. */

export const fileMissing = (kind: string, file: string): Failure =>
  user(
    `${kind}-missing`,
    `There is no file ${file}.`,
    {file},
    kind === 'pipeline'
      ? 'Name the pipeline file, as in `epochal run path/to/pipeline.yaml`, or make one: `epochal init`.'
      : 'Write the file, or correct the name.',
  );

export const fileUnreadable = (file: string, reason: string): Failure =>
  user('file-unreadable', `${file} cannot be read: ${reason}.`, {file}, 'Make it a file that you may read.');

/** `where`: of the first byte that is no letter. */
export const fileNotText = (where: Place): Failure =>
  user('file-not-text', `${where.file} is not UTF-8 text.`, where, 'Save it as UTF-8.');

export const fileTooLarge = (facts: {
  readonly file: string;
  readonly bytes: number;
  readonly limit: number;
}): Failure =>
  user(
    'file-too-large',
    `${facts.file} has ${facts.bytes} bytes; ${facts.limit} is the most such a file may have.`,
    {file: facts.file},
    'Check that it is the file you mean.',
    facts,
  );

export const fileEmpty = (file: string, needs: string): Failure =>
  user('file-empty', `${file} is empty.`, {file, line: 1, column: 1}, `It needs ${needs}.`);

export const yamlInvalid = (where: Place, reason: string, todo?: string): Failure =>
  user('yaml-invalid', `This is not valid YAML: ${reason}`, where, todo);

export const keyTwice = (where: Place, key: string): Failure =>
  user('key-twice', `${key} is given twice.`, where, 'Keep one of the two.');

export const tooMuch = (where: Place): Failure =>
  user(
    'yaml-too-much',
    'The aliases of this file unfold to more values than any pipeline has.',
    where,
    'Write the values out.',
  );
