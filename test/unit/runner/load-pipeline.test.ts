import {chmod, mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Failure} from '../../../src/runner/failure.ts';
import {loadPipeline} from '../../../src/runner/load-pipeline.ts';
import {studyStages} from '../../rig/study-stages.ts';
import {makeWorkspace, unwrap, type Workspace} from '../../rig/workspace.ts';

const {definitions} = studyStages();
let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace({'experiments/mlp.yaml': 'set: {}', 'experiments/cnn.yaml': 'set: {}'});
});
afterAll(() => workspace.remove());

/** `line:column code — what todo`, the folder shortened. */
const said = ({code, what, where, todo}: Failure): string =>
  `${where?.line ?? ''}:${where?.column ?? ''} ${code} — ${[what, todo].filter(Boolean).join(' ')}`.replaceAll(
    workspace.folder,
    '<ws>',
  );

const faultsOf = async (text: string, file = 'pipeline.yaml'): Promise<readonly string[]> => {
  await workspace.write(file, text);
  const loaded = await loadPipeline(join(workspace.folder, file), definitions);
  return loaded.ok ? [] : loaded.failure.map(said);
};

/** What is written → every fault, whole. */
const faulty: readonly (readonly [name: string, text: string, faults: readonly string[]])[] = [
  ['nothing at all', '', ['1:1 file-empty — <ws>/pipeline.yaml is empty. It needs stages.']],
  ['comments alone', '# a pipeline\n', ['1:1 file-empty — <ws>/pipeline.yaml is empty. It needs stages.']],
  [
    'a list',
    '- download\n- train\n',
    ['1:1 shape-wrong — A pipeline must be a map. For example: `stages: {download: {uses: download}}`'],
  ],
  [
    'no stages',
    'name: study\n',
    [
      '1:1 stages-missing — The pipeline has no stages. Add some, as in `stages: {download: {uses: download}}`.',
    ],
  ],
  [
    'stages that are none',
    'stages: {}\n',
    [
      '1:9 stages-missing — The pipeline has no stages. Add some, as in `stages: {download: {uses: download}}`.',
    ],
  ],
  [
    'stages in a list',
    'stages: [download]\n',
    ['1:9 shape-wrong — `stages:` must be a map. For example: `stages: {download: {uses: download}}`'],
  ],
  [
    'broken YAML',
    'stages:\n  download: {uses: download\n  train: [\n',
    [
      '3:3 yaml-invalid — This is not valid YAML: Flow map in block collection must be sufficiently indented and end with a }.',
      '4:1 yaml-invalid — This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
  ],
  [
    'a tab',
    'stages:\n	download: {uses: download}\n',
    ['2:1 yaml-invalid — This is not valid YAML: a tab cannot indent. Indent with spaces.'],
  ],
  [
    'two documents',
    'stages: {download: {uses: download}}\n---\nname: b\n',
    [
      '2:1 yaml-invalid — This is not valid YAML: a second document begins here. Keep one document a file; take the --- out.',
    ],
  ],
  [
    'a key twice',
    'stages:\n  download: {uses: download}\n  download: {uses: download, uses: train}\n',
    [
      '3:3 key-twice — download is given twice. Keep one of the two.',
      '3:30 key-twice — uses is given twice. Keep one of the two.',
    ],
  ],
  [
    'unknown keys',
    'stage: {}\nstages:\n  download: {uses: download, wth: {source: auto}}\n',
    [
      '1:1 key-unknown — A pipeline knows no key stage. Did you mean stages? It knows: name, metrics, params, stages, experiments, store.',
      '3:30 key-unknown — Stage download knows no key wth. Did you mean with? It knows: uses, run, matrix, needs, inputs, with, env, cache, retries, timeout, trace.',
    ],
  ],
  [
    'what is to come',
    'stages:\n  download: {uses: download, resources: {gpu: 1}}\n  own: {uses: ./mine.ts}\n',
    [
      '2:30 not-yet-supported — `resources:` on a stage is not yet supported. Leave it out.',
      '3:15 module-not-loaded — This program loads no stages from files. Use a built-in stage.',
    ],
  ],
  [
    'commands that are none, and roles that none can have',
    `stages:
  a: {run: ls, uses: download}
  b: {run: 3}
  c: {run: ls, needs: {1st: a, x-y: a, X_Y: b}, env: {A B: 1, EPOCHAL_OUT: x, C: [1]}}
  d: {uses: download, inputs: data}
  e: {run: ls, inputs: [3], needs: nobody}
`,
    [
      '2:16 run-and-uses — Stage a has both `run:` and `uses:`. Keep one: `run:` for a command, `uses:` for a stage definition.',
      '3:12 shape-wrong — `run:` must be text. For example: `run: python count.py`',
      '4:29 role-name — "1st" cannot be the role of an input. Begin with a letter; go on with letters, digits, _ or -: it becomes EPOCHAL_IN_<ROLE>.',
      '4:45 role-twice — Two inputs would be EPOCHAL_IN_X_Y: the second is X_Y. Name their roles so that they differ: `needs: {left: a, right: b}`.',
      '4:55 env-name — "A B" cannot be the name of a variable of the environment. Use letters, digits and _, not beginning with a digit.',
      '4:63 env-reserved — EPOCHAL_OUT cannot be declared: EPOCHAL_ variables are set for each stage. Choose another name.',
      '5:23 inputs-not-taken — Stage d declares `inputs:`, but download reads no files besides what it needs. `inputs:` is for `run:` stages and stages from files of your own. Leave it out.',
      '6:25 shape-wrong — `inputs:` must be text. For example: `inputs: [words.txt, data/**/*.csv]`',
      '6:36 need-unknown — Stage e needs nobody, which is no stage of this pipeline. Its stages are: a, b, c, d, e.',
    ],
  ],
  [
    'no uses',
    'stages:\n  download: {with: {source: auto}}\n  other: {uses: null}\n',
    [
      '2:3 uses-missing — Stage download does not say what it uses. Add `uses:` with one of: download, preprocess, train, evaluate; or `run:` with a command.',
      '3:11 uses-missing — Stage other does not say what it uses. Add `uses:` with one of: download, preprocess, train, evaluate; or `run:` with a command.',
    ],
  ],
  [
    'an unknown definition',
    'stages:\n  download: {uses: downlod}\n  b: {uses: zzzzzzz}\n',
    [
      '2:20 uses-unknown — Stage download uses downlod, which is no stage definition. Did you mean download? There are: download, preprocess, train, evaluate.',
      '3:13 uses-unknown — Stage b uses zzzzzzz, which is no stage definition. There are: download, preprocess, train, evaluate.',
    ],
  ],
  [
    'bad names',
    'stages:\n  Download: {uses: download}\n  __proto__: {uses: download}\n  a.b: {uses: download}\n',
    [
      '2:3 name-invalid — "Download" cannot be the name of a stage. Begin with a lower-case letter; go on with lower-case letters, digits, _ or -.',
      '3:3 name-invalid — "__proto__" cannot be the name of a stage. Begin with a lower-case letter; go on with lower-case letters, digits, _ or -.',
      '4:3 name-invalid — "a.b" cannot be the name of a stage. Begin with a lower-case letter; go on with lower-case letters, digits, _ or -.',
    ],
  ],
  [
    'roles',
    'stages:\n  download: {uses: download, needs: {raw: download2}}\n  preprocess: {uses: preprocess}\n  evaluate: {uses: evaluate, needs: {modle: download, data: preprocess}}\n',
    [
      '2:38 role-unknown — Stage download is given raw, but download takes no inputs. Leave `needs:` out.',
      '3:3 role-missing — Stage preprocess lacks its input raw: what raw is. Name the stage that makes it: `needs: {raw: …}`.',
      '4:30 role-missing — Stage evaluate lacks its input dataset: what dataset is. Name the stage that makes it: `needs: {dataset: …}`.',
      '4:38 role-unknown — Stage evaluate is given modle, but evaluate takes no such input. Did you mean model? It takes: model, dataset.',
      '4:55 role-unknown — Stage evaluate is given data, but evaluate takes no such input. It takes: model, dataset.',
    ],
  ],
  [
    'lists of needs',
    'stages:\n  download: {uses: download}\n  preprocess: {uses: preprocess, needs: [download, download]}\n  evaluate: {uses: evaluate, needs: [download, preprocess]}\n',
    [
      '3:41 shape-wrong — `needs:` of stage preprocess must be one stage. For example: `needs: {dataset: preprocess}`',
      '4:37 roles-needed — Stage evaluate takes 2 inputs, so a list does not say which is which. Name them: `needs: {model: …, dataset: …}`.',
    ],
  ],
  [
    'needs of no stage',
    'stages:\n  download: {uses: download}\n  preprocess: {uses: preprocess, needs: {raw: downlaod}}\n',
    [
      '3:47 need-unknown — Stage preprocess needs downlaod, which is no stage of this pipeline. Did you mean download? Its stages are: download, preprocess.',
    ],
  ],
  [
    'a circle',
    'stages:\n  a: {uses: preprocess, needs: {raw: c}}\n  b: {uses: preprocess, needs: {raw: a}}\n  c: {uses: preprocess, needs: {raw: b}}\n  d: {uses: preprocess, needs: {raw: d}}\n',
    [
      '2:3 cycle — Stages need each other in a circle: a → c → b → a (each needs the next). Take one of these needs out.',
      '5:3 cycle — Stages need each other in a circle: d → d (each needs the next). Take one of these needs out.',
    ],
  ],
  [
    'params',
    `stages:
  download:
    uses: download
    with: {source: kagle, dataset: nothing, sorce: auto}
  preprocess:
    uses: preprocess
    needs: download
    with:
      split: [0.5, 2]
  train:
    uses: train
    needs: {dataset: preprocess}
    with:
      model: CNN
      epochs: 0
      learning_rate: fast
      threads: 0
      shuffle: 'yes'
      epoch: 3
`,
    [
      '4:20 param-choice — download.source must be one of: auto, kaggle, file, sample, not "kagle". Did you mean kaggle? Left out, it is "auto".',
      '4:36 param-invalid — download.dataset must be owner/name, not "nothing". Left out, it is "owner/name".',
      '4:52 param-unknown — There is no param download.sorce. Did you mean download.source? There are: source, dataset.',
      '9:20 param-limits — preprocess.split must be a list of 2, each a number from 0 to 1, not [0.5, 2].',
      '14:14 param-choice — train.model must be one of: mlp, cnn, not "CNN". Did you mean cnn? Left out, it is "cnn".',
      '15:15 param-limits — train.epochs must be a whole number from 1 to 1000, not 0. Left out, it is 20.',
      '16:22 param-type — train.learning_rate must be a number above 0, not "fast". Left out, it is 0.001.',
      '17:16 param-limits — train.threads must be "auto" or a whole number from 1 up, not 0. Left out, it is "auto".',
      '18:16 param-type — train.shuffle must be true or false, not "yes". Left out, it is true.',
      '19:14 param-unknown — There is no param train.epoch. Did you mean train.epochs? There are: model, epochs, learning_rate, threads, shuffle, filters.',
    ],
  ],
  [
    'params of another model',
    'stages:\n  download: {uses: download}\n  train: {uses: train, needs: {dataset: download}, with: {model: mlp, filters: 3}}\n',
    [
      '3:80 param-unknown — There is no param train.filters. There are: model, epochs, learning_rate, threads, shuffle, units.',
    ],
  ],
  [
    'params that JSON cannot say',
    'stages: {a: {run: "true", with: {x: .nan, y: [-.inf]}}}\n',
    [
      '1:37 param-kind — a.x must be text, a number, true, false, null or a list of those, not what JSON has no number for. Write it as one value.',
      '1:47 param-kind — a.y must be text, a number, true, false, null or a list of those, not what JSON has no number for. Write it as one value.',
    ],
  ],
  [
    'params that are maps',
    'stages:\n  download: {uses: download, with: {source: {a: 1}, dataset: [[a]]}}\n  b: {uses: download, with: 3}\n',
    [
      '2:45 param-kind — download.source must be text, a number, true, false, null or a list of those, not a map. Write it as one value.',
      '2:62 param-type — download.dataset must be text, not [["a"]]. Left out, it is "owner/name".',
      '3:29 shape-wrong — `with:` of stage b must be a map. For example: `with: {seed: 1}`',
    ],
  ],
  [
    'metrics',
    'metrics: {val_acc: maximum, loss: min, acc: [max]}\nstages: {download: {uses: download}}\n',
    [
      '1:20 metric-direction — Which way is better for val_acc must be max or min, not "maximum". Write `val_acc: max` or `val_acc: min`.',
      '1:45 metric-direction — Which way is better for acc must be max or min, not ["max"]. Write `acc: max` or `acc: min`.',
    ],
  ],
  [
    'experiments',
    'stages: {download: {uses: download}}\nexperiments: [mpl, cnn, 3]\n',
    [
      '2:15 experiment-unknown — There is no experiment mpl: no file <ws>/experiments/mpl.yaml. Did you mean mlp? There are: cnn, mlp.',
      '2:25 shape-wrong — An experiment must be text. For example: `experiments: [mlp, cnn]`',
    ],
  ],
  [
    'no list of experiments',
    'stages: {download: {uses: download}}\nexperiments: mlp\n',
    ['2:14 shape-wrong — `experiments:` must be a list. For example: `experiments: [mlp, cnn]`'],
  ],
  [
    'variables',
    'params: {epochs: 3, deep: {a: 1}}\nstages:\n  download: {uses: download, with: {source: "${sorce}", dataset: "${epoch}"}}\n',
    [
      '1:27 param-kind — `deep:` must be text, a number, true, false, null or a list of those, not a map. Write it as one value.',
      '3:45 variable-unknown — ${sorce} is not among the values under `params:`. There are: epochs.',
      '3:66 variable-unknown — ${epoch} is not among the values under `params:`. Did you mean epochs? There are: epochs.',
    ],
  ],
  [
    'times and tries',
    'stages:\n  download: {uses: download, retries: -1, timeout: soon, cache: maybe}\n',
    [
      '2:39 shape-wrong — `retries:` must be a whole number from 0 to 20. For example: `retries: 3`',
      '2:52 shape-wrong — `timeout:` must be a time above zero in seconds, minutes or hours. For example: `timeout: 90s`, `timeout: 15m` or `timeout: 2h`',
      '2:65 shape-wrong — `cache:` must be true or false. For example: `cache: false`',
    ],
  ],
  [
    'an alias of nothing',
    'stages:\n  download: {uses: download, with: {source: *nothing}}\n',
    [
      '2:45 param-kind — download.source must be text, a number, true, false, null or a list of those, not an alias of nothing. Write it as one value.',
    ],
  ],
  [
    'a bomb',
    'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nparams: {bomb: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]}\nstages: {download: {uses: download}}\n',
    [
      '1:1 key-unknown — A pipeline knows no key a. It knows: name, metrics, params, stages, experiments, store.',
      '1:26 yaml-too-much — The aliases of this file unfold to more values than any pipeline has. Write the values out.',
      '2:1 key-unknown — A pipeline knows no key b. It knows: name, metrics, params, stages, experiments, store.',
      '3:1 key-unknown — A pipeline knows no key c. It knows: name, metrics, params, stages, experiments, store.',
      '4:1 key-unknown — A pipeline knows no key d. It knows: name, metrics, params, stages, experiments, store.',
    ],
  ],
  [
    'a thousand brackets',
    '['.repeat(100_000),
    ['1:823 yaml-invalid — This is not valid YAML: its brackets nest too deeply.'],
  ],
  [
    'prototype keys',
    'constructor: 1\nstages:\n  download: {uses: constructor, with: {__proto__: 1, toString: 2}}\n  constructor: {uses: download, needs: {valueOf: hasOwnProperty}, with: {constructor: 1}}\n',
    [
      '1:1 key-unknown — A pipeline knows no key constructor. It knows: name, metrics, params, stages, experiments, store.',
      '3:20 uses-unknown — Stage download uses constructor, which is no stage definition. There are: download, preprocess, train, evaluate.',
      '4:41 role-unknown — Stage constructor is given valueOf, but download takes no inputs. Leave `needs:` out.',
      '4:87 param-unknown — There is no param constructor.constructor. There are: source, dataset.',
    ],
  ],
  [
    'a tag',
    'stages: !!js/function "x"\n',
    [
      '1:9 yaml-invalid — This is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function. Put quotes around text that begins with !.',
    ],
  ],
];

describe('a pipeline file with', () => {
  test.each(faulty)('%s is refused', async (_, text, faults) => {
    expect(await faultsOf(text)).toEqual(faults);
  });

  test('ten megabytes is refused unread', async () => {
    expect(await faultsOf('#'.repeat(10_000_000))).toEqual([
      ': file-too-large — <ws>/pipeline.yaml has 10000000 bytes; 1048576 is the most such a file may have. Check that it is the file you mean.',
    ]);
  });

  test('bytes that are no text is refused', async () => {
    const file = join(workspace.folder, 'latin.yaml');
    await writeFile(file, Buffer.concat([Buffer.from('a: ä\n# '), Buffer.from([0x6e, 0xe4, 0x6d, 0x65])]));
    const loaded = await loadPipeline(file, definitions);
    expect(loaded.ok ? [] : loaded.failure.map(said)).toEqual([
      '2:4 file-not-text — <ws>/latin.yaml is not UTF-8 text. Save it as UTF-8.',
    ]);
  });
});

describe('a file that', () => {
  const faults = async (file: string) => {
    const loaded = await loadPipeline(join(workspace.folder, file), definitions);
    return loaded.ok ? [] : loaded.failure.map(said);
  };

  test('is not there is named, with what to do', async () => {
    expect(await faults('none/pipeline.yaml')).toEqual([
      ': pipeline-missing — There is no file <ws>/none/pipeline.yaml. Name the pipeline file, as in `epochal run path/to/pipeline.yaml`, or make one: `epochal init`.',
    ]);
  });

  test('is a folder, or a link to itself, is named', async () => {
    await mkdir(join(workspace.folder, 'folder.yaml'));
    await symlink('circle.yaml', join(workspace.folder, 'circle.yaml'));
    expect(await faults('folder.yaml')).toEqual([
      ': file-unreadable — <ws>/folder.yaml cannot be read: it is a folder. Make it a file that you may read.',
    ]);
    expect(await faults('circle.yaml')).toEqual([
      ': file-unreadable — <ws>/circle.yaml cannot be read: too many symbolic links encountered. Make it a file that you may read.',
    ]);
  });

  test.skipIf(process.getuid?.() === 0)('may not be read is named (root may read all)', async () => {
    await workspace.write('closed.yaml', 'stages: {}');
    await chmod(join(workspace.folder, 'closed.yaml'), 0);
    expect(await faults('closed.yaml')).toEqual([
      ': file-unreadable — <ws>/closed.yaml cannot be read: permission denied. Make it a file that you may read.',
    ]);
  });
});

describe('a pipeline in order', () => {
  const load = async (text: string) => {
    await workspace.write('pipeline.yaml', text);
    return unwrap(await loadPipeline(join(workspace.folder, 'pipeline.yaml'), definitions));
  };

  test('is read with its defaults, inputs first', async () => {
    const pipeline = await load(`
name: study
metrics: {val_acc: max, val_loss: min}
stages:
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}, cache: false}
  train: {uses: train, needs: {dataset: preprocess}, with: {model: mlp, epochs: null}, retries: 2, timeout: 2h}
  download: {uses: download}
  preprocess: {uses: preprocess, needs: [download], with: {split: [0.8, 0.2]}}
experiments: [cnn, mlp, cnn]
`);
    const {stages, ...rest} = pipeline;
    expect(rest).toEqual({
      name: 'study',
      file: join(workspace.folder, 'pipeline.yaml'),
      workspace: workspace.folder,
      metrics: {val_acc: 'max', val_loss: 'min'},
      experiments: ['cnn', 'mlp'],
    });
    expect(
      stages.map(({name, params, needs, cache, retries, timeout, place}) => [
        name,
        params,
        needs,
        [cache, retries, timeout],
        `${place.line ?? ''}:${place.column ?? ''}`,
      ]),
    ).toEqual([
      ['download', {source: 'auto', dataset: 'owner/name'}, {}, [true, 0, undefined], '7:3'],
      ['preprocess', {split: [0.8, 0.2]}, {raw: 'download'}, [true, 0, undefined], '8:3'],
      [
        'train',
        {model: 'mlp', epochs: 20, learning_rate: 0.001, threads: 'auto', shuffle: true, units: 128},
        {dataset: 'preprocess'},
        [true, 2, 7200],
        '6:3',
      ],
      ['evaluate', {}, {model: 'train', dataset: 'preprocess'}, [false, 0, undefined], '5:3'],
    ]);
  });

  test('may use a value twice, and write the characters themselves', async () => {
    const {stages} = await load(`
params: {epochs: 7, owner: me}
stages:
  a: {uses: download, with: {dataset: "\${owner}/name"}}
  b: {uses: train, needs: a, with: {epochs: "\${epochs}"}}
`);
    expect(stages.map(({params}) => params['dataset'] ?? params['epochs'])).toEqual(['me/name', 7]);
    expect(await faultsOf('stages: {a: {uses: download, with: {dataset: "$${x}"}}}')).toEqual([
      '1:46 param-invalid — a.dataset must be owner/name, not "${x}". Left out, it is "owner/name".',
    ]);
  });

  test('without a name has that of its folder', async () => {
    await workspace.write('letters/pipeline.yaml', 'stages: {a: {uses: download}}');
    const loaded = unwrap(await loadPipeline(join(workspace.folder, 'letters/pipeline.yaml'), definitions));
    expect(loaded.name).toBe('letters');
  });
});
