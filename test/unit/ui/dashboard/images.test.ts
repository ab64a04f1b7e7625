import {describe, expect, test} from 'vitest';
import {answerReader, picturesKnown, question} from '../../../../src/ui/dashboard/images/how-pictures.ts';
import {kittyPicture} from '../../../../src/ui/dashboard/images/kitty.ts';
import type {Picture} from '../../../../src/ui/dashboard/images/picture.ts';
import {sixelPicture} from '../../../../src/ui/dashboard/images/sixel.ts';
import type {Line} from '../../../../src/ui/dashboard/line.ts';
import {createPainter} from '../../../../src/ui/dashboard/painter.ts';

/** Black and white in turn. */
const board: Picture = {
  pixels: Uint8Array.from({length: 16}, (_, at) => ((at + (at >> 2)) % 2) * 255),
  width: 4,
  height: 4,
  columns: 4,
  rows: 2,
};

test('a picture for kitty: its pixels as colours, in pieces that a terminal takes', () => {
  const [black, white] = ['AAAA', '////'];
  const row = [black, white, black, white];
  const data = [...row, ...row.toReversed(), ...row, ...row.toReversed()].join('');
  expect(kittyPicture(board, 7)).toBe(`\x1b_Ga=T,f=24,s=4,v=4,i=7,p=1,c=4,r=2,C=1,q=2,m=0;${data}\x1b\\`);
  const large = {...board, pixels: new Uint8Array(48 * 48), width: 48, height: 48};
  const pieces = kittyPicture(large, 1).split('\x1b\\').filter(Boolean);
  expect(pieces.map((piece) => [/m=\d/.exec(piece)?.[0], piece.split(';')[1]?.length])).toEqual([
    ['m=1', 4096],
    ['m=1', 4096],
    ['m=0', 1024],
  ]);
});

test('a picture as sixels, each pixel once and each twice', () => {
  expect(sixelPicture(board, {width: 1, height: 2})).toBe(
    '\x1bPq"1;1;4;4#0;2;0;0;0#15;2;100;100;100#0DIDI$#15IDID\x1b\\',
  );
  expect(sixelPicture(board, {width: 2, height: 4})).toBe(
    '\x1bPq"1;1;8;8#0;2;0;0;0#15;2;100;100;100#0rrKKrrKK$#15KKrrKKrr-#0??BB??BB$#15BB??BB??\x1b\\',
  );
  const plain = {...board, pixels: new Uint8Array(16)};
  expect(sixelPicture(plain, {width: 2, height: 4})).toBe('\x1bPq"1;1;8;8#0;2;0;0;0#0!8~-#0!8B\x1b\\');
});

test('which terminals show pictures', () => {
  expect(picturesKnown({TERM: 'xterm-kitty'})).toBe('kitty');
  expect(picturesKnown({TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm'})).toBe('kitty');
  expect(picturesKnown({TERM: 'xterm-ghostty'})).toBe('kitty');
  expect(picturesKnown({TERM: 'screen-256color', KITTY_WINDOW_ID: '1', TMUX: '/tmp/tmux'})).toBe('ask');
  const read = answerReader();
  expect(read('\x1b[?1;2c')).toBe('blocks');
  expect(read('\x1b[6;18;9t')).toBeUndefined();
  expect(read('\x1b[?62;4;6c')).toEqual({by: 'sixel', cell: {width: 9, height: 18}});
  expect(read('\x1b_Gi=31;ENOTSUP\x1b\\')).toBeUndefined();
  expect(read('\x1b[?62;4c')).toEqual({by: 'sixel', cell: {width: 9, height: 18}});
  expect(read('\x1b_Gi=31;OK\x1b\\')).toBeUndefined();
  expect(read('\x1b[?62;4c')).toEqual({by: 'kitty'});
  expect(question({TERM: 'xterm'})).toContain('\x1b_G');
  // It would become the title of its window.
  expect(question({TERM: 'tmux', TMUX: '/tmp/tmux'})).toBe('\x1b[16t\x1b[c');
});

describe('the painter', () => {
  const cells = (row: number): Line =>
    Array.from({length: 4}, () => ({text: '▓', greys: [0, 255] as const, picture: {of: board, row}}));
  const whole: readonly Line[] = [
    [{text: 'mistakes'}],
    [{text: '  '}, ...cells(0)],
    [{text: '  '}, ...cells(1)],
  ];
  const painted = () => {
    const written: string[] = [];
    const painter = createPainter({write: (text) => written.push(text), colour: true});
    return {written, painter};
  };
  const [begin, end] = ['\x1b[?2026h', '\x1b[?2026l'];

  test('hangs a picture once, and takes it down when it is gone', () => {
    const {written, painter} = painted();
    painter.pictures({by: 'kitty'});
    painter.draw(whole);
    painter.draw(whole);
    painter.draw([[{text: 'mistakes'}], [], []]);
    painter.end();
    expect(written).toEqual([
      `${begin}\x1b[2J\x1b[1;1Hmistakes\x1b[K\x1b[2;1H      \x1b[K\x1b[3;1H      \x1b[K\x1b[2;3H${kittyPicture(board, 1)}${end}`,
      `${begin}\x1b_Ga=d,d=I,i=1,q=2\x1b\\\x1b[2;1H\x1b[K\x1b[3;1H\x1b[K${end}`,
    ]);
  });

  test('writes over sixels that are gone, and sends those again that were written over', () => {
    const {written, painter} = painted();
    const cell = {width: 1, height: 2};
    painter.pictures({by: 'sixel', cell});
    painter.draw(whole);
    painter.draw([whole[0] ?? [], [{text: 'a '}, ...cells(0)], whole[2] ?? []]);
    painter.draw([whole[0] ?? [], [{text: 'a     '}], [{text: '      '}]]);
    expect(written.slice(1)).toEqual([
      `${begin}\x1b[2;1Ha     \x1b[K\x1b[2;3H${sixelPicture(board, cell)}${end}`,
      `${begin}\x1b[2;1Ha     \x1b[K\x1b[3;1H      \x1b[K${end}`,
    ]);
  });

  test('shows blocks of a picture that is not whole on the screen', () => {
    const {written, painter} = painted();
    painter.pictures({by: 'kitty'});
    painter.draw(whole.slice(0, 2));
    expect(written.join('')).not.toContain('\x1b_G');
    expect(written.join('')).toContain('▀');
  });
});
