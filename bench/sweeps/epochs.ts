/** How many epochs a sweep over epochs trains, and whether its metrics are those of runs of their own. */
import {join} from 'node:path';
import {isThere, writeSubset} from './real-data.ts';
import {benchWorkspace, studyPipeline} from './workspace.ts';

const lengths = [5, 10, 20, 40];
/** Of the training and the test set; IMAGES=27455,7172 takes all. */
const [train = 4_000, test = 1_000] = (process.env['IMAGES'] ?? '').split(',').filter(Boolean).map(Number);

interface Shown {
  readonly metrics: readonly {
    readonly name: string;
    readonly points: readonly {readonly step: number; readonly value: number}[];
  }[];
}

/** Of a run: every metric but those of time, as text. */
const metricsOf = (text: string): string =>
  JSON.stringify((JSON.parse(text) as Shown).metrics.filter(({name}) => !/second/.test(name)));

export async function epochs(): Promise<void> {
  if (!isThere()) {
    console.log('  no real data here (EPOCHAL_DATA): left out');
    return;
  }
  const files = {
    'pipeline.yaml': studyPipeline('data', '{model: mlp, epochs: 40, batch_size: 256, threads: 1}'),
    'experiments/epochs.sweep.yaml': `space: {train.epochs: [${lengths.join(', ')}]}\n`,
  };
  const workspace = async () => {
    const made = await benchWorkspace(files);
    await writeSubset(join(made.folder, 'data'), [train, test]);
    return made;
  };
  const swept = await workspace();
  const started = performance.now();
  const events = (await swept.epochal('sweep', 'epochs', '--json')).split('\n');
  const time = (performance.now() - started) / 1000;
  let trained = 0;
  const runs = new Map<number, string>();
  for (const line of events.filter((each) => each !== '')) {
    const event = JSON.parse(line) as {
      type: string;
      stage?: string;
      trial: number;
      run: string;
      report?: {type: string; text?: string};
    };
    if (event.type === 'trial-done') runs.set(event.trial, event.run);
  }
  for (const [index, length] of lengths.entries()) {
    const before = index === 0 ? 0 : (lengths[index - 1] ?? 0);
    const said = events.some((line) => line.includes(`Going on after epoch ${before} of ${length}`));
    trained += index === 0 ? length : said ? length - before : length;
  }
  const equal: string[] = [];
  let alone = 0;
  for (const [index, length] of lengths.entries()) {
    const own = await workspace();
    const began = performance.now();
    await own.epochal('run', '--plain', '-s', `train.epochs=${length}`);
    alone += (performance.now() - began) / 1000;
    const [theirs, ours] = [
      metricsOf(await own.epochal('show', 'bench', '--json')),
      metricsOf(await swept.epochal('show', runs.get(index + 1) ?? '', '--json')),
    ];
    equal.push(`${length}: ${theirs === ours ? 'equal' : 'DIFFERENT'}`);
    await own.remove();
  }
  await swept.remove();
  const sum = lengths.reduce((total, length) => total + length, 0);
  console.log(`  mlp, ${train} + ${test} images`);
  console.log(
    `  one sweep ${trained} epochs, ${time.toFixed(0)} s; four runs ${sum} epochs, ${alone.toFixed(0)} s`,
  );
  console.log(`  metrics byte for byte: ${equal.join(', ')}`);
}
