import type {Failure, Place} from '../failure.ts';
import type {Thrown} from './thrown-at.ts';

/** The texts of what can befall a stage from a file of the user's own. `file` is its path from the workspace on. */

const user = (code: string, what: string, where: Place, todo: string): Failure => ({
  code,
  blame: 'user',
  what,
  where,
  todo,
});

const sentence = (text: string): string => text.replace(/[.\s]*$/, '.');

export const moduleMissing = (where: Place, file: string): Failure =>
  user(
    'module-missing',
    `There is no file ${file} in the workspace.`,
    where,
    'Correct the path, or write the file.',
  );

export const modulesNotLoaded = (where: Place): Failure =>
  user('module-not-loaded', 'This program loads no stages from files.', where, 'Use a built-in stage.');

export const moduleKind = (where: Place, file: string): Failure =>
  user(
    'module-kind',
    `${file} cannot be a stage: it is no .ts, .mts, .js or .mjs file.`,
    where,
    'Name a module in TypeScript or JavaScript; anything else can be called with `run:`.',
  );

export const moduleInvalid = (where: Place, said: string): Failure =>
  user('module-invalid', `This does not compile: ${sentence(said)}`, where, 'Mend it, then run again.');

export const compilerFailed = (where: Place, reason: string): Failure => ({
  code: 'compiler-failed',
  blame: 'outside',
  what: `The compiler of modules (esbuild) could not be started: ${sentence(reason)}`,
  where,
  todo: 'Install the packages again, with their optional dependencies.',
});

export const packageMissing = (where: Place, name: string): Failure =>
  user(
    'module-import-missing',
    `There is no package ${name} to import.`,
    where,
    `Install it (\`npm install ${name}\`), or correct the name.`,
  );

export const importMissing = (where: Place, path: string): Failure =>
  user('module-import-missing', `There is no file ${path} to import.`, where, 'Correct the path.');

export const exportMissing = (where: Place, file: string): Failure =>
  user(
    'module-no-stage',
    `${file} has no default export.`,
    where,
    'Let it say `export default defineStage({async run({params, inputs, out}) {…}})`, with defineStage from epochal.',
  );

export const exportWrong = (where: Place, file: string, why: string): Failure =>
  user(
    'module-no-stage',
    `The default export of ${file} ${why}.`,
    where,
    'Let it be `defineStage({params: {…}, async run({params, inputs, out}) {…}})`, with defineStage from epochal.',
  );

export const importThrew = (where: Place, file: string, {said}: Thrown): Failure =>
  user(
    'module-threw',
    `${file} threw while it was imported: ${sentence(said)}`,
    where,
    'Work belongs into `run`; importing a stage should only define it.',
  );

export const importEnded = (where: Place, file: string, end: string): Failure =>
  user(
    'module-ended',
    `${file} ended its process while it was imported (${end}).`,
    where,
    'Work belongs into `run`; importing a stage should only define it.',
  );

export const importHung = (where: Place, file: string, seconds: number): Failure =>
  user(
    'module-hung',
    `${file} was still being imported after ${seconds} s.`,
    where,
    'Work belongs into `run`; importing a stage should only define it.',
  );

const ofStage = (code: string, what: string, where: Place, todo: string): Failure => ({
  code,
  blame: 'stage',
  what,
  where,
  todo,
});

export const stageThrew = (where: Place, file: string, {said}: Thrown): Failure =>
  ofStage('module-threw', `${file} threw: ${sentence(said)}`, where, 'Mend it, then run again.');

export const stageExited = (where: Place, file: string, exitCode: number): Failure =>
  ofStage(
    'module-ended',
    `${file} called process.exit(${exitCode}) before its \`run\` was done.`,
    where,
    'Return from `run` when the work is done, and throw an error when it failed.',
  );

export const stageNeverDone = (where: Place, file: string): Failure =>
  ofStage(
    'module-never-done',
    `The \`run\` of ${file} waits for something that cannot come: nothing is left that could wake it.`,
    where,
    'Look for a promise that is never resolved.',
  );

export const paramRefused = (facts: {
  readonly file: string;
  readonly where: Place;
  readonly param: string;
  readonly why: string;
}): Failure => ({
  code: 'param-invalid',
  blame: 'user',
  what: `${facts.file} refuses its param ${facts.param}: ${sentence(facts.why)}`,
  where: facts.where,
  todo: `Give another value.`,
  facts: {param: facts.param},
});
