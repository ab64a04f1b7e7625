import {printable} from '../../text-width.ts';
import {fitLine, highlighted, type Line} from '../line.ts';
import type {Dashboard} from '../state.ts';

/** Every column with a sign for those that are shown. */
export function columnsLines({table, view}: Dashboard, cursor: number, width: number): readonly Line[] {
  return table.all.map(({id, title, use}, index) => {
    const isShown = (use === 'wanted') !== view.turned.includes(id);
    const line = fitLine(
      [
        {text: index === cursor ? '❯ ' : '  '},
        {text: isShown ? '[x] ' : '[ ] '},
        {text: title, bold: true},
        {text: id.startsWith('param:') ? `  ${printable(id.slice('param:'.length))}` : '', dim: true},
      ],
      width,
    );
    return index === cursor ? highlighted(line) : line;
  });
}
