import {padEnd, widthOf, wrapped} from '../../text-width.ts';
import {keyLabel} from '../binding.ts';
import {bindingGroups} from '../bindings.ts';
import type {Line} from '../line.ts';

/** Every key and what it does, in as many columns as there is room for. */
export function helpLines(width: number): readonly Line[] {
  const groups = bindingGroups.map(({title, bindings}) => ({
    title,
    rows: bindings.map(({keys, help, name}) => ({keys: keys.map(keyLabel).join(' '), help, name})),
  }));
  const keyWidth = Math.max(...groups.flatMap(({rows}) => rows.map(({keys}) => widthOf(keys))));
  const named = width >= 72;
  const nameWidth = named
    ? Math.max(...groups.flatMap(({rows}) => rows.map(({name}) => widthOf(name)))) + 3
    : 0;
  const room = width - keyWidth - 2 - nameWidth;
  return groups.flatMap(({title, rows}, index): Line[] => [
    ...(index === 0 ? [] : [[{text: ''}]]),
    [{text: title, bold: true}],
    ...rows.flatMap(({keys, help, name}) =>
      wrapped(help, room).map((text, line): Line => {
        const first = line === 0;
        return [
          {text: padEnd(first ? keys : '', keyWidth), color: 'cyan'},
          ...(named
            ? [{text: `  ${padEnd(first ? `:${name}` : '', nameWidth - 2)}`, dim: true as const}]
            : []),
          {text: `  ${text}`},
        ];
      }),
    ),
  ]);
}
