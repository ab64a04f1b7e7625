import {layoutOf} from './layout.ts';
import {fitLine, lineWidth, type Line} from './line.ts';
import {panes} from './panes/pane.ts';
import {paneNames, type Dashboard, type PaneName} from './state.ts';
import {columnsLines} from './views/columns.ts';
import {footerLine} from './views/footer.ts';
import {headerLine} from './views/header.ts';
import {helpLines} from './views/help.ts';
import {tableLines} from './views/table.ts';

/** The whole screen as lines: always as wide and as high as its layout says. */
export function frame(state: Dashboard): readonly Line[] {
  const layout = layoutOf(state);
  const {width, height} = layout;
  const {mode} = state;
  const header = headerLine(state, width);
  const footer = footerLine(state, width);
  const inside = height - 2;
  if (mode.type === 'help')
    return [header, ...scrolled(helpLines(width), mode.scroll, {width, rows: inside}), footer];
  if (mode.type === 'page') {
    const lines = [mode.title, '', ...mode.lines].map((text, index): Line => [
      {text, ...(index === 0 ? {bold: true as const} : {})},
    ]);
    return [header, ...scrolled(lines, mode.scroll, {width, rows: inside}), footer];
  }
  if (mode.type === 'columns') {
    const lines = columnsLines(state, mode.cursor, width);
    return [header, ...scrolled(lines, mode.cursor - Math.floor(inside / 2), {width, rows: inside}), footer];
  }
  return [
    header,
    ...(layout.tableRows > 0 ? tableLines(state, layout) : []),
    ...(layout.paneRows > 0 ? paneLines(state, {width, rows: layout.paneRows}) : []),
    footer,
  ];
}

function paneLines(
  state: Dashboard,
  place: {readonly width: number; readonly rows: number},
): readonly Line[] {
  const {name, scroll} = state.pane;
  const named = tabsOf(name, 'all named');
  const tabs = lineWidth(named) <= place.width ? named : tabsOf(name, 'others by number');
  const rule = '─'.repeat(Math.max(0, place.width - lineWidth(tabs)));
  return [
    fitLine([...tabs, {text: rule, dim: true}], place.width),
    ...scrolled(panes[name](state, place), scroll, place),
  ];
}

const tabsOf = (shown: PaneName, how: 'all named' | 'others by number'): Line =>
  paneNames.flatMap((each, index): Line => {
    if (each === shown)
      return [{text: `${index + 1} `, dim: true}, {text: each, inverse: true, bold: true}, {text: '  '}];
    return [{text: `${index + 1}${how === 'all named' ? ` ${each}` : ''}  `, dim: true}];
  });

/** So many lines from there on, and never beyond the last. */
function scrolled(
  lines: readonly Line[],
  scroll: number,
  {width, rows}: {readonly width: number; readonly rows: number},
): readonly Line[] {
  const from = Math.max(0, Math.min(scroll, lines.length - rows));
  const shown = lines.slice(from, from + rows).map((line) => fitLine(line, width));
  return [...shown, ...Array.from({length: rows - shown.length}, () => fitLine([], width))];
}
