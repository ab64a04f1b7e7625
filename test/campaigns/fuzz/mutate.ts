import type {Stream} from '../../../src/ml/random.ts';

/** What breaks readers of YAML and JSON: structure, types, references, numbers, and characters that are none. */
const tokens = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ': ',
    ', ',
    '- ',
    '#',
    '|',
    '>',
    '>-',
    '? ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\t',
    '\n',
    '\n  ',
  ],
  ...[
    'null',
    '~',
    '',
    'true',
    'yes',
    '.nan',
    '-.inf',
    '-0',
    '1e309',
    '1e-400',
    '0x1F',
    '0o17',
    '9007199254740993',
    '12:30:45',
  ],
  ...[
    '2026-01-01',
    '&a ',
    '*a',
    '<<: *a',
    '!!binary ',
    '!!set ',
    '!own ',
    '${',
    '${x}',
    '${params.x}',
    '"',
    "'",
    '\\',
    '`',
    '@',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '../../../etc/passwd',
    '/',
    '.',
    '..',
    '\u0000',
    '\u2028',
    '\ufeff',
  ],
  ...[
    'é',
    '👩‍👩‍👧',
    '\u202e',
    'stages',
    'needs',
    'with',
    'uses',
    'run',
    'inputs',
    'matrix',
    'set',
    'space',
    'seeds',
    'budget',
    'params',
  ],
];

type Mutation = (text: string, random: Stream) => string;

const at = (text: string, {below}: Stream) => below(text.length + 1);
const span = (text: string, random: Stream, most: number): readonly [number, number] => {
  const from = at(text, random);
  return [from, Math.min(text.length, from + 1 + random.below(most))];
};
const lines = (text: string, change: (lines: string[]) => void): string => {
  const all = text.split('\n');
  change(all);
  return all.join('\n');
};

const mutations: readonly Mutation[] = [
  (text, random) => {
    const [from, to] = span(text, random, 20);
    return text.slice(0, from) + text.slice(to);
  },
  (text, random) => {
    const place = at(text, random);
    return text.slice(0, place) + (tokens[random.below(tokens.length)] ?? '') + text.slice(place);
  },
  (text, random) => {
    const [from, to] = span(text, random, 8);
    return text.slice(0, from) + (tokens[random.below(tokens.length)] ?? '') + text.slice(to);
  },
  (text, random) => {
    const [from, to] = span(text, random, 60);
    const place = at(text, random);
    return text.slice(0, place) + text.slice(from, to) + text.slice(place);
  },
  (text, random) => text.slice(0, at(text, random)),
  (text, random) =>
    lines(text, (all) => {
      const [one, other] = [random.below(all.length), random.below(all.length)];
      [all[one], all[other]] = [all[other] ?? '', all[one] ?? ''];
    }),
  (text, random) =>
    lines(text, (all) => {
      const line = random.below(all.length);
      const spaces = ' '.repeat(random.below(9));
      all[line] = spaces + (all[line] ?? '').trimStart();
    }),
  (text, random) =>
    lines(text, (all) => {
      const line = random.below(all.length);
      all.splice(random.below(all.length), 0, all[line] ?? '');
    }),
  (text, random) => {
    const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
    const number = numbers[random.below(numbers.length)];
    if (number === undefined) return text;
    const others = ['0', '-1', '1.5', '1e9', '99999999999999999999', 'NaN', '"7"', '[1]', ''];
    const other = others[random.below(others.length)] ?? '';
    return text.slice(0, number.index) + other + text.slice(number.index + number[0].length);
  },
  (text, random) => {
    const words = [...text.matchAll(/[a-z_]{2,}/g)];
    const one = words[random.below(words.length)];
    const other = words[random.below(words.length)];
    if (one === undefined || other === undefined) return text;
    return text.slice(0, one.index) + other[0] + text.slice(one.index + one[0].length);
  },
  (text, random) => {
    const place = at(text, random);
    const deep = 1 + random.below(2000);
    const opening = ['[', '{a: ', '- ', '"'][random.below(4)] ?? '[';
    return text.slice(0, place) + opening.repeat(deep) + text.slice(place);
  },
];

/** A text that somebody edited badly, or that went through a bad disk: one to five changes, and now and then a broken byte. */
export function mutate(text: string, random: Stream): Buffer {
  let changed = text;
  for (let change = 0; change <= random.below(5); change++)
    changed = mutations[random.below(mutations.length)]?.(changed, random) ?? changed;
  const bytes = Buffer.from(changed);
  return random.below(8) === 0 ? mutateBytes(bytes, random) : bytes;
}

/** Flipped bits, pages of zeros, cut off, or with a part that comes from elsewhere in it. */
export function mutateBytes(bytes: Buffer, random: Stream): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length === 0) return changed;
  const place = random.below(changed.length);
  switch (random.below(5)) {
    case 0:
      return changed.subarray(0, place);
    case 1:
      return changed.fill(
        random.below(2) * 255,
        place,
        Math.min(changed.length, place + 1 + random.below(4096)),
      );
    case 2:
      changed.copy(changed, place, random.below(changed.length), random.below(changed.length));
      return changed;
    default:
      for (let flip = 0; flip <= random.below(8); flip++) {
        const byte = random.below(changed.length);
        changed[byte] = (changed[byte] ?? 0) ^ (1 << random.below(8));
      }
      return changed;
  }
}
