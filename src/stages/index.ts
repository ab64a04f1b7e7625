import type {StageDefinition} from '../runner/stage-definition.ts';
import {augment} from './augment.ts';
import {download} from './download.ts';
import {evaluate} from './evaluate.ts';
import {preprocess} from './preprocess.ts';
import {train} from './train.ts';

/** The built-in stages, by the name `uses:` says. To add one: a file beside this one and a line here. */
export const stageDefinitions: Readonly<Record<string, StageDefinition>> = Object.fromEntries(
  [download, preprocess, augment, train, evaluate].map((definition) => [
    definition.name,
    definition as unknown as StageDefinition,
  ]),
);
