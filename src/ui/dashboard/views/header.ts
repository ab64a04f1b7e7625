import {plural, count} from '../../numbers.ts';
import {printable} from '../../text-width.ts';
import {fitLine, type Line} from '../line.ts';
import type {Dashboard} from '../state.ts';

/** How many runs there are, which of them are shown, and what is chosen. */
export function headerLine({runs, table, view, marks, loading, anchor}: Dashboard, width: number): Line {
  const running = runs.filter(({status}) => status === 'running').length;
  const inRows = table.rows.reduce((sum, {id}) => sum + (table.groups.get(id)?.runs.length ?? 1), 0);
  const shown = inRows === runs.length ? '' : `${count(inRows)} of `;
  const rows = table.groups.size === 0 ? '' : ` in ${plural(table.rows.length, 'row')}`;
  const parts: Line[] = [
    [{text: `${shown}${plural(runs.length, 'run')}${rows}${loading ? ' …' : ''}`}],
    ...(running === 0 ? [] : [[{text: `▸ ${running} running`, color: 'cyan'}] satisfies Line]),
    ...(view.filter === '' ? [] : [[{text: `/${printable(view.filter)}`, color: 'yellow'}] satisfies Line]),
    ...(marks.size === 0 ? [] : [[{text: `${marks.size} marked`, color: 'magenta'}] satisfies Line]),
    ...(anchor === undefined ? [] : [[{text: 'range: v ends it'}] satisfies Line]),
    ...(view.grouped ? [[{text: 'seeds grouped, mean ± 95 %'}] satisfies Line] : []),
    ...(view.archived ? [[{text: 'with those put aside'}] satisfies Line] : []),
    ...(view.onlyDifferences ? [[{text: 'differences only'}] satisfies Line] : []),
  ];
  const pipeline = runs[0]?.pipeline;
  return fitLine(
    [
      {text: pipeline === undefined ? 'epochal' : printable(pipeline), bold: true},
      ...parts.flatMap((part): Line => [{text: ' · ', dim: true}, ...part]),
    ],
    width,
  );
}
