import {activationBytesOf, multiplyAddsOf} from '../ml/models/cost.ts';
import {buildModel, type BuildOptions} from '../ml/models/build-model.ts';
import type {ModelDefinition, Node} from '../ml/models/declaration.ts';
import {models} from '../ml/models/index.ts';
import {layerWords} from '../ml/models/layer-words.ts';
import {nodesOf} from '../ml/models/nodes.ts';
import {countParameters, countStatistics, parametersOf} from '../ml/models/weights.ts';
import {checkParams} from '../runner/check-params.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {parseOverrides} from '../runner/overrides.ts';
import type {GivenParam, Params} from '../runner/pipeline.ts';
import {suggest} from '../runner/suggest.ts';
import {train} from '../stages/train.ts';
import type {ModelLine, ModelReport} from '../ui/model-report.ts';
import {modelList, modelText} from '../ui/model-text.ts';
import {modelImagesTooSmall, modelUnknown, notOfTheModel} from './model-failures.ts';
import type {ModelOptions} from './options/pipeline.ts';
import {print, refuse} from './say.ts';

/** `epochal model`: the models there are, or all about one. Nothing is trained, and TensorFlow is not loaded. */
export async function modelVerb(name: string | undefined, options: ModelOptions): Promise<number> {
  if (name === undefined) {
    const lines = Object.values(models).map((definition) => lineOf(definition, options));
    await print(options.json === true ? JSON.stringify(lines, undefined, 2) : modelList(lines));
    return 0;
  }
  const report = reportOf(name, options);
  if (!report.ok) return refuse(report.failure);
  await print(options.json === true ? JSON.stringify(report.value, undefined, 2) : modelText(report.value));
  return 0;
}

function reportOf(name: string, options: ModelOptions): Result<ModelReport, readonly Failure[]> {
  const definition = Object.hasOwn(models, name) ? models[name] : undefined;
  if (definition === undefined) {
    const known = Object.keys(models);
    return fail([modelUnknown(name, suggest(name, known), known)]);
  }
  const checked = paramsOf(name, options.set);
  if (!checked.ok) return checked;
  const own = definition.params.parse(checked.value);
  const built = build(definition, own, options);
  if (!built.ok) {
    const [height, width] = options.image;
    return fail([modelImagesTooSmall({model: name, layer: built.tooSmallFor.name, height, width})]);
  }
  return ok(describe(definition, built.model, own, checked.value, options));
}

/** Train's params, the model's own among them. */
function paramsOf(name: string, set: readonly string[]): Result<Params, readonly Failure[]> {
  const overrides = parseOverrides(set);
  if (!overrides.ok) return overrides;
  const strange = overrides.value.filter(
    ({param}) => !param.startsWith(`${train.name}.`) || param === `${train.name}.model`,
  );
  if (strange.length > 0) return fail(strange.map(({origin}) => notOfTheModel(origin)));
  const given = new Map<string, GivenParam>([['model', {value: name, where: undefined}]]);
  for (const {param, value, origin} of overrides.value) {
    given.set(param.slice(train.name.length + 1), {value, origin, where: undefined});
  }
  return checkParams({stage: train.name, definition: train, given, place: {file: process.cwd()}});
}

const build = (definition: ModelDefinition, params: BuildOptions['params'], {image, classes}: ModelOptions) =>
  buildModel(definition, {image: [...image, 1], params, classes});

const describe = (
  {name, summary, source}: ModelDefinition,
  model: Node,
  own: Readonly<Record<string, unknown>>,
  {batch_size}: Params,
  {image, classes}: ModelOptions,
): ModelReport => {
  const nodes = nodesOf(model);
  const batch = Number(batch_size);
  return {
    model: name,
    summary,
    source,
    params: own,
    image: [...image, 1],
    classes,
    batch_size: batch,
    parameters: countParameters(model),
    statistics: countStatistics(model),
    multiply_adds: sum(nodes.map(multiplyAddsOf)),
    memory: {
      weights: 4 * countParameters(model),
      activations: batch * sum(nodes.map(activationBytesOf)),
    },
    layers: nodes.map((node) => ({
      name: node.name,
      settings: layerWords(node.layer),
      inputs: node.inputs.map((input) => input.name),
      shape: node.shape,
      parameters: parametersOf(node),
      multiply_adds: multiplyAddsOf(node),
    })),
  };
};

const lineOf = (definition: ModelDefinition, options: ModelOptions): ModelLine => {
  const {name: model, summary, source} = definition;
  const built = build(definition, {}, options);
  return built.ok
    ? {
        model,
        summary,
        source,
        parameters: countParameters(built.model),
        multiply_adds: sum(nodesOf(built.model).map(multiplyAddsOf)),
      }
    : {model, summary, source, parameters: null, multiply_adds: null};
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
