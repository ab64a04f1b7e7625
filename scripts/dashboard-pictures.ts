/**
 * Photographs every view of the dashboard, as the built program shows a workspace in tmux:
 *
 *     npm run build && npx tsx scripts/dashboard-pictures.ts WORKSPACE docs/pictures
 */
import {join, resolve} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {execa} from 'execa';
import {openTmux, type Tmux} from '../test/rig/tmux.ts';

const [workspace, folder] = process.argv.slice(2);
if (workspace === undefined || folder === undefined)
  throw new Error('usage: dashboard-pictures.ts WORKSPACE FOLDER');
const cli = new URL('../dist/cli.js', import.meta.url).pathname;
const drawer = new URL('./terminal-picture.ts', import.meta.url).pathname;

interface View {
  readonly name: string;
  /** A text stands for its letters. */
  readonly keys: readonly string[];
  /** What is on the screen once it is there. */
  readonly shows: RegExp;
  readonly rows?: number;
}

const columns = 110;
const usualRows = 30;
/** Each from a fresh start. */
const views: readonly View[] = [
  {name: 'dashboard', keys: ['space', 'space'], shows: /2 marked/},
  {name: 'dashboard-differences', keys: ['G', 'p', 'g', 'space', '2'], shows: /⌂[^]*Metrics/},
  {name: 'dashboard-stages', keys: ['G', 'enter'], shows: /Metrics/},
  {name: 'dashboard-figures', keys: ['G', '4', '+'], shows: /Confusion matrix/, rows: 48},
  {name: 'dashboard-log', keys: ['G', '5'], shows: /began/, rows: 18},
  {name: 'dashboard-filter', keys: ['/', 'model=mlp'], shows: /\/model=mlp *\n[^]*\/model=mlp/, rows: 18},
  {name: 'dashboard-columns', keys: ['c'], shows: /\[x\] val_acc/, rows: 18},
  {name: 'dashboard-again', keys: ['G', 'R'], shows: /Run \S+ again[^]*scroll/, rows: 18},
  {name: 'dashboard-help', keys: ['?'], shows: /Act on runs/, rows: 78},
  {name: 'dashboard-seeds', keys: ['o'], shows: /seeds grouped/, rows: 18},
  {name: 'dashboard-small', keys: [], shows: /val_acc/, rows: 10},
];

for (const view of views) {
  const size = {columns: view.name === 'dashboard-small' ? 40 : columns, rows: view.rows ?? usualRows};
  const terminal = await openTmux({
    command: `${process.execPath} ${cli} compare runs`,
    folder: resolve(workspace),
    ...size,
  });
  try {
    await draw(terminal, view, size);
    process.stdout.write(`${view.name}\n`);
  } finally {
    await terminal.close();
  }
}

async function draw(
  terminal: Tmux,
  {name, keys, shows}: View,
  size: {readonly columns: number; readonly rows: number},
): Promise<void> {
  // The runs stand there, on any screen.
  await terminal.shows(/✔/);
  for (const key of keys.flatMap((each) => (/[=]/.test(each) ? each.split('') : [each])))
    await terminal.press(key);
  await terminal.shows(shows);
  const screen = await settled(terminal);
  const file = join(String(folder), `${name}.svg`);
  await execa('npx', ['tsx', drawer, String(size.columns), String(size.rows), file], {
    input: screen,
  });
}

/** tmux shows what it has of a frame: whole is what stays the same for a while. */
async function settled({coloured}: Tmux): Promise<string> {
  let seen = '';
  for (let same = 0; same < 5;) {
    await setTimeout(100);
    const now = await coloured();
    same = now === seen ? same + 1 : 0;
    seen = now;
  }
  return seen;
}
