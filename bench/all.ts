/**
 * The short benches, one after the other, each beside its peer where that is installed; the long ones have scripts of their own
 * (`npm run bench:study`, `npm run bench:train`).
 *
 *     npm run bench
 */
import {readdir} from 'node:fs/promises';
import {execa} from 'execa';

const long = [
  'runs.ts',
  'sweeps.ts',
  'study.ts',
  'train-step.ts',
  'train-drift.ts',
  'trainer-epochs.ts',
  'arithmetic-limit.ts',
];
const shared = ['all.ts', 'measure.ts', 'calibration.ts', 'trainers.ts'];

const benches = (await readdir(import.meta.dirname)).filter(
  (file) => file.endsWith('.ts') && !long.includes(file) && !shared.includes(file),
);
for (const file of benches.sort()) {
  console.log(`\n── ${file}`);
  await execa('npx', ['tsx', `${import.meta.dirname}/${file}`], {stdio: 'inherit', reject: false});
}
