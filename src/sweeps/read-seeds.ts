import type {Pipeline} from '../runner/pipeline.ts';
import type {Entry, YamlReader} from '../runner/yaml-reader.ts';
import {seedsNowhere, seedsShape} from './failures.ts';
import type {Seeds} from './sweep.ts';

/** `seeds: 3` or a list of seeds, for the param `seed` of every stage that trains. */
export function readSeeds(
  reader: YamlReader,
  given: Entry | undefined,
  {stages}: Pipeline,
): Seeds | undefined {
  if (given === undefined || reader.isNothing(given.value)) return undefined;
  const {value: spot} = given;
  const seeded = stages.filter(({params}) => typeof params['seed'] === 'number');
  const training = seeded.filter(({definition: {lane}}) => lane === 'training');
  const params = (training.length > 0 ? training : seeded).map(({name}) => `${name}.seed`);
  if (params.length === 0) reader.faults.push(seedsNowhere(given.where));
  const read = reader.param(spot, '`seeds:`');
  if (read === undefined) return undefined;
  const values = seedsOf(read);
  if (values !== undefined) return {params, values};
  reader.faults.push(seedsShape(spot.where));
  return undefined;
}

/** `3` is the seeds 1, 2 and 3. */
function seedsOf(read: unknown): readonly number[] | undefined {
  if (typeof read === 'number') {
    const most = 1000;
    return Number.isInteger(read) && read >= 1 && read <= most
      ? Array.from({length: read}, (_, index) => index + 1)
      : undefined;
  }
  if (!Array.isArray(read) || read.length === 0 || new Set(read).size < read.length) return undefined;
  const values = read.filter(
    (seed): seed is number => typeof seed === 'number' && Number.isInteger(seed) && seed >= 0,
  );
  return values.length === read.length ? values : undefined;
}
