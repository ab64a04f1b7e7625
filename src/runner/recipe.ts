import type {Fingerprint} from './fingerprint.ts';
import type {ParamValue} from './param-value.ts';
import type {DeclaredVariable, Pipeline, Stage} from './pipeline.ts';
import {isObject, parseJson} from './json-value.ts';

/**
 * A pipeline as one run has it, in the language of a pipeline file: every param with its value, every `${…}` put in. It is what a run
 * records and is repeated from, whatever became of the file.
 */
export interface Recipe {
  readonly name: string;
  readonly metrics: Pipeline['metrics'];
  readonly stages: Readonly<Record<string, StageRecipe>>;
}

interface StageRecipe {
  readonly uses?: string;
  readonly run?: string;
  readonly needs?: Readonly<Record<string, string>>;
  readonly inputs?: readonly string[];
  readonly with?: Readonly<Record<string, ParamValue>>;
  /** Null: the value is that of the user's environment. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly cache?: false;
  readonly retries?: number;
  /** Seconds. */
  readonly timeout?: number;
}

export const recipeOf = ({name, metrics, stages}: Pipeline): Recipe => ({
  name,
  metrics,
  stages: Object.fromEntries(stages.map((stage) => [stage.name, stageRecipe(stage)])),
});

/** As a file would hold it. Equal recipes have equal texts. */
export const recipeText = (recipe: Recipe): string => `${JSON.stringify(recipe, undefined, 2)}\n`;

/**
 * The text of a recipe with what was decided when it ran: the source that `auto` became, the values that the user's environment gave.
 * Undefined where the text is no recipe.
 */
export function settledText(
  text: string,
  fingerprints: ReadonlyMap<string, Fingerprint>,
): string | undefined {
  const recipe = parse(text);
  if (recipe === undefined) return undefined;
  const stages = Object.entries(recipe.stages).map(([name, stage]): [string, StageRecipe] => {
    const made = fingerprints.get(name);
    if (made === undefined) return [name, stage];
    const params = {...stage.with, ...mapValues(made.params, literalParam)};
    const env = {...stage.env, ...mapValues(made.env ?? {}, literal)};
    return [name, {...stage, ...(isEmpty(params) ? {} : {with: params}), ...(isEmpty(env) ? {} : {env})}];
  });
  return recipeText({...recipe, stages: Object.fromEntries(stages)});
}

function parse(text: string): Recipe | undefined {
  const value = parseJson(text);
  return isObject(value) && isObject(value['stages']) && Object.values(value['stages']).every(isObject)
    ? (value as unknown as Recipe)
    : undefined;
}

function stageRecipe(stage: Stage): StageRecipe {
  const {definition, needs, params, env = [], reads = [], cache, retries, timeout} = stage;
  return {
    // A module is named by its file.
    ...(definition.own?.kind === 'command' ? {run: definition.own.command} : {uses: definition.name}),
    ...(isEmpty(needs) ? {} : {needs}),
    ...(reads.length === 0 ? {} : {inputs: reads.map(({path}) => literal(path))}),
    ...(isEmpty(params) ? {} : {with: mapValues(params, literalParam)}),
    ...(env.length === 0 ? {} : {env: Object.fromEntries(env.map(variable))}),
    ...(cache ? {} : {cache: false}),
    ...(retries === 0 ? {} : {retries}),
    ...(timeout === undefined ? {} : {timeout}),
  };
}

const variable = ({name, value}: DeclaredVariable): readonly [string, string | null] => [
  name,
  value === undefined ? null : literal(value),
];

const isEmpty = (record: Readonly<Record<string, unknown>>): boolean => Object.keys(record).length === 0;

const mapValues = <From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

/** Nothing in it is to be put in again: `$${` is how a pipeline file writes `${`. */
const literal = (text: string): string => text.replaceAll('${', '$$${');

const literalParam = (value: ParamValue): ParamValue => {
  if (typeof value === 'string') return literal(value);
  return typeof value === 'object' && value !== null ? value.map((item) => literalParam(item)) : value;
};
