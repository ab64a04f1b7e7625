import {cutFront} from '../../cut-front.ts';
import {cut, printable, widthOf} from '../../text-width.ts';
import {keyLabel} from '../binding.ts';
import {footerBindings} from '../bindings.ts';
import {fitLine, lineWidth, type Line, type Span} from '../line.ts';
import type {Dashboard, Prompt} from '../state.ts';

/** What is typed, else what was said, else the keys that count here: as many as there is room for, help and quit always. */
export function footerLine(state: Dashboard, width: number): Line {
  const {mode, message} = state;
  switch (mode.type) {
    case 'prompt': {
      const lead = mode.asks === 'filter' ? '/' : mode.asks === 'command' ? ':' : `${mode.asks}: `;
      const example = mode.text === '' ? exampleOf(mode.asks, state) : '';
      const behind: Line = [
        {text: example === '' ? '' : ` ${example}`, dim: true},
        ...(mode.fault === undefined ? [] : [{text: `  ${mode.fault}`, color: 'red'} satisfies Span]),
      ];
      // What is typed now must be seen: of a long text that is its end.
      const room = Math.max(Math.floor(width / 2), width - lineWidth(behind)) - widthOf(lead) - 1;
      const typed: Line = [
        {text: lead, bold: true},
        {text: cutFront(mode.text, room)},
        {text: ' ', inverse: true},
      ];
      return fitLine([...typed, ...behind], width);
    }
    case 'confirm': {
      const answers = width < 60 ? '  y yes' : '  y yes · any other key no';
      return fitLine(
        [
          {text: cut(mode.question, width - widthOf(answers)), color: 'yellow'},
          {text: answers, dim: true},
        ],
        width,
      );
    }
    case 'page':
      return fitLine(
        [
          ...(mode.start === undefined
            ? []
            : [{text: 'enter', bold: true as const}, {text: ' starts it · '}]),
          {text: 'j k scroll · any other key closes', dim: true},
        ],
        width,
      );
    case 'help':
      return fitLine([{text: 'j k scroll · any other key closes', dim: true}], width);
    case 'columns':
      return fitLine([{text: 'space shows or puts aside · esc closes', dim: true}], width);
    case 'browse':
      if (message !== undefined) {
        return fitLine(
          [
            {
              text: printable(message.text),
              ...(message.tone === 'warning' ? {color: 'yellow' as const} : {}),
            },
          ],
          width,
        );
      }
      return fitLine(keys(state, width), width);
    default:
      return mode satisfies never;
  }
}

/** What may be typed, as long as nothing is. */
function exampleOf(asks: Prompt['asks'], {saved}: Dashboard): string {
  switch (asks) {
    case 'branch':
      return 'what changes, as train.epochs=40';
    case 'tag':
      return 'good, or -good to take it away';
    case 'view':
      return saved.size === 0 ? 'none is saved yet: W saves one' : `one of ${[...saved.keys()].join(', ')}`;
    case 'filter':
    case 'command':
    case 'note':
    case 'export':
    case 'save-view':
      return '';
    default:
      return asks satisfies never;
  }
}

function keys(state: Dashboard, width: number): Line {
  const counting = footerBindings().filter(({counts}) => counts === undefined || counts(state));
  const items = counting.map(({keys: [key = ''], short = '', name}) => ({name, label: keyLabel(key), short}));
  const always = items.filter(({name}) => name === 'help' || name === 'quit');
  // Where something is open, how to close it comes first: on a narrow screen little else has room.
  const isBack = ({name}: (typeof items)[number]) => name === 'back';
  const rest = items.filter((item) => !always.includes(item) && !isBack(item));
  const others = state.pane.zoomed
    ? [...items.filter(isBack), ...rest]
    : items.filter((item) => !always.includes(item));
  const size = ({label, short}: (typeof items)[number]) => widthOf(label) + 1 + widthOf(short) + 2;
  let room = width - always.reduce((sum, item) => sum + size(item), 0);
  const kept = others.filter((item) => {
    room -= size(item);
    return room >= 0;
  });
  return [...kept, ...always].flatMap(({label, short}): Span[] => [
    {text: label, bold: true},
    {text: ` ${short}  `, dim: true},
  ]);
}
