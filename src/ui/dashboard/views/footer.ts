import {widthOf} from '../../text-width.ts';
import {keyLabel} from '../binding.ts';
import {footerBindings} from '../bindings.ts';
import {fitLine, type Line, type Span} from '../line.ts';
import type {Dashboard} from '../state.ts';

/** What is typed, else what was said, else the keys that count here: as many as there is room for, help and quit always. */
export function footerLine(state: Dashboard, width: number): Line {
  const {mode, message} = state;
  switch (mode.type) {
    case 'prompt': {
      const lead = mode.asks === 'filter' ? '/' : mode.asks === 'command' ? ':' : `${mode.asks}: `;
      const typed: Line = [{text: lead, bold: true}, {text: mode.text}, {text: ' ', inverse: true}];
      return fitLine(
        mode.fault === undefined ? typed : [...typed, {text: `  ${mode.fault}`, color: 'red'}],
        width,
      );
    }
    case 'confirm':
      return fitLine(
        [
          {text: mode.question, color: 'yellow'},
          {text: '  y yes · any other key no', dim: true},
        ],
        width,
      );
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
          [{text: message.text, ...(message.tone === 'warning' ? {color: 'yellow' as const} : {})}],
          width,
        );
      }
      return fitLine(keys(state, width), width);
    default:
      return mode satisfies never;
  }
}

function keys(state: Dashboard, width: number): Line {
  const counting = footerBindings().filter(({counts}) => counts === undefined || counts(state));
  const items = counting.map(({keys: [key = ''], short = '', name}) => ({name, label: keyLabel(key), short}));
  const always = items.filter(({name}) => name === 'help' || name === 'quit');
  const others = items.filter((item) => !always.includes(item));
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
