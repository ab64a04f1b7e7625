/** What a trial costs beside its own work: time, from the first trial to the last, and memory. */
import {execa} from 'execa';
import {buildProgram} from '../programs/build.ts';
import {benchWorkspace} from './workspace.ts';

interface Measured {
  readonly trials: number;
  /** Milliseconds. */
  readonly each: number;
  readonly tenths: readonly number[];
  /** Bytes, at the start and after every thousand. `heap`: that are still needed. */
  readonly used: readonly {readonly rss: number; readonly heap: number}[];
}

export async function overhead(): Promise<void> {
  const program = await buildProgram('empty-sweep');
  const counts = (process.env['TRIALS'] ?? '1000,10000').split(',').map(Number);
  for (const count of counts) {
    const workspace = await benchWorkspace({
      'pipeline.yaml': 'name: empty\nmetrics: {score: max}\nstages:\n  nothing: {uses: nothing}\n',
      'experiments/many.sweep.yaml': `method: random\nspace: {nothing.x: {float: [0, 1]}}\nbudget: {trials: ${count}}\n`,
    });
    const {stdout} = await execa(process.execPath, [program, workspace.folder], {cwd: workspace.folder});
    await workspace.remove();
    const {trials, each, tenths, used} = JSON.parse(stdout) as Measured;
    console.log(`  ${trials.toLocaleString('en-US')} trials: ${each.toFixed(2)} ms each`);
    console.log(`    by tenths: ${tenths.map((tenth) => tenth.toFixed(2)).join('  ')}`);
    console.log(`    memory: ${used.map(({rss}) => Math.round(rss / 1e6)).join('  ')} MB`);
    console.log(`    of it in use: ${used.map(({heap}) => Math.round(heap / 1e6)).join('  ')} MB`);
  }
}
