import {expect, test} from 'vitest';
import {keyDecoder} from '../../../../src/ui/dashboard/decode-keys.ts';
import {createPainter} from '../../../../src/ui/dashboard/painter.ts';

test('keys are read however they were cut into chunks', () => {
  const decoder = keyDecoder();
  const keys = (chunk: string) =>
    decoder.take(chunk).map((input) => (input.type === 'key' ? input.key : input));
  expect(keys('jjG \r\x1b[A\x1bOB\x1b[5~\x04')).toEqual([
    'j',
    'j',
    'G',
    'space',
    'enter',
    'up',
    'down',
    'page-up',
    'ctrl-d',
  ]);
  expect(keys('\x1b')).toEqual([]);
  expect(decoder.isOpen()).toBe(true);
  expect(keys('[D')).toEqual(['left']);
  expect(decoder.isOpen()).toBe(false);
  expect(decoder.close()).toEqual([]);
  keys('\x1b');
  expect(decoder.close()).toEqual([{type: 'key', key: 'esc'}]);
  expect(keys('\x1b_Gi=1;OK\x1b')).toEqual([]);
  expect(keys('\\j\x1b[?62;4c')).toEqual(['j']);
  expect(keys('\x1b[<64;3;4M\x1b[<65;3;4M\x1b[<0;3;4M\x1b[<0;3;4m')).toEqual([
    'wheel-up',
    'wheel-down',
    {type: 'click', x: 2, y: 3},
  ]);
  // Alt and a key are an escape and that key, and hold nothing back: neither ctrl-c nor what would be a command.
  expect(keys('\x1b_')).toEqual([]);
  expect(keys('\x03')).toEqual(['esc', '_', 'ctrl-c']);
  expect(keys('\x1b_j')).toEqual(['esc', '_', 'j']);
  expect(keys('\x1b[')).toEqual([]);
  expect(keys('Bé')).toEqual(['down', 'é']);
  expect(keys('\x1b[200~model=')).toEqual([]);
  expect(keys('cnn\n\x1b[201~q')).toEqual([{type: 'paste', text: 'model=cnn\n'}, 'q']);
});

test('only lines that changed are written, in one piece', () => {
  const written: string[] = [];
  const painter = createPainter({write: (text) => written.push(text), colour: true});
  painter.draw([[{text: 'one', color: 'red', bold: true}], [{text: 'two'}]]);
  painter.draw([[{text: 'one', color: 'red', bold: true}], [{text: 'TWO', inverse: true}]]);
  painter.draw([[{text: 'one', color: 'red', bold: true}], [{text: 'TWO', inverse: true}]]);
  painter.clear();
  painter.draw([[{text: '▓', greys: [0, 255]}]]);
  expect(written).toEqual([
    '\x1b[?2026h\x1b[1;1H\x1b[1;31mone\x1b[0m\x1b[K\x1b[2;1Htwo\x1b[K\x1b[?2026l',
    '\x1b[?2026h\x1b[2;1H\x1b[7mTWO\x1b[0m\x1b[K\x1b[?2026l',
    '\x1b[?2026h\x1b[2J\x1b[1;1H\x1b[38;5;232;48;5;255m▀\x1b[0m\x1b[K\x1b[?2026l',
  ]);
});

test('without colours there are none, and pictures are shades', () => {
  const written: string[] = [];
  createPainter({write: (text) => written.push(text), colour: false}).draw([
    [
      {text: 'one', color: 'red'},
      {text: '▓', greys: [0, 255]},
      {text: 'two', bold: true},
    ],
  ]);
  expect(written).toEqual(['\x1b[?2026h\x1b[1;1Hone▓\x1b[1mtwo\x1b[0m\x1b[K\x1b[?2026l']);
});
