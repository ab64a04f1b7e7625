import {bytes} from './bytes.ts';
import {alignColumns} from './columns.ts';
import type {DoctorReport} from './doctor-report.ts';
import {plural} from './numbers.ts';
import {printable} from './text-width.ts';

/** What works here and what does not, a line each, then what to do. */
export function doctorText(report: DoctorReport): string {
  const {version, node, engine, sqlite, kaggle, machine, disk, store, todo} = report;
  const rows = [
    row(
      node.supported,
      'Node',
      node.version,
      node.supported ? '' : `too old or too new: ${node.wanted} is wanted`,
    ),
    row(
      engine.loads,
      'engine',
      [engine.name, engine.version].filter(Boolean).join(' '),
      engine.loads
        ? [engine.binding, engine.where].filter(Boolean).join(' · ')
        : (engine.problem ?? 'does not load'),
    ),
    row(sqlite.problem === null, 'SQLite', sqlite.version ?? '–', sqlite.problem ?? ''),
    row(
      kaggle.command === null ? 'unneeded' : true,
      'kaggle',
      kaggle.version ?? (kaggle.command === null ? 'not installed' : '–'),
      kaggle.command ?? 'needed for source: kaggle only',
    ),
    row(
      kaggle.credentials === null ? 'unneeded' : true,
      'credentials',
      kaggle.credentials === null ? 'none' : 'found',
      kaggle.credentials ?? 'without them source: auto takes the built-in sample',
    ),
    row(
      true,
      'machine',
      plural(machine.cores, 'core'),
      `${machine.platform} · ${bytes(machine.free_memory)} of ${bytes(machine.memory)} memory free`,
    ),
    row(disk.free > littleRoom, 'disk', `${bytes(disk.free)} free`, disk.folder),
    store === null
      ? row('unneeded', 'store', 'none', 'no pipeline was run here yet')
      : row(true, 'store', bytes(store.bytes), `${plural(store.artifacts, 'artifact')} · ${store.folder}`),
  ];
  return [
    `epochal ${version}`,
    '',
    ...alignColumns(rows.map((cells) => cells.map(printable))),
    '',
    ...(todo.length === 0 ? ['Nothing to do.'] : ['To do:', ...todo.map((each) => `  - ${printable(each)}`)]),
    '',
  ].join('\n');
}

/** Bytes; below this a training's artifacts may not fit. */
const littleRoom = 1e9;

const row = (good: boolean | 'unneeded', name: string, found: string, detail: string): readonly string[] => [
  `${good === 'unneeded' ? '−' : good ? '✔' : '✖'} ${name}`,
  found,
  detail,
];
