import {expect, test} from 'vitest';
import {readTerminal, tellLibraries} from '../../../src/cli/terminal.ts';

const screen = {isTTY: true, columns: 100};
const pipe = {};

test.each([
  ['a screen', {}, screen, {interactive: true, colour: true, columns: 100}],
  ['a screen with NO_COLOR', {NO_COLOR: '1'}, screen, {interactive: true, colour: false, columns: 100}],
  [
    'a screen with an empty NO_COLOR',
    {NO_COLOR: ''},
    screen,
    {interactive: true, colour: true, columns: 100},
  ],
  [
    'NO_COLOR against FORCE_COLOR',
    {NO_COLOR: '1', FORCE_COLOR: '3'},
    pipe,
    {interactive: false, colour: false},
  ],
  ['a dumb terminal', {TERM: 'dumb'}, screen, {interactive: false, colour: false, columns: 100}],
  ['CI with a screen', {CI: 'true'}, screen, {interactive: false, colour: true, columns: 100}],
  ['a screen of no size', {}, {isTTY: true, columns: 0}, {interactive: false, colour: true}],
  ['a pipe', {}, pipe, {interactive: false, colour: false}],
  ['a pipe with FORCE_COLOR', {FORCE_COLOR: '1'}, pipe, {interactive: false, colour: true}],
  ['a pipe with COLUMNS', {COLUMNS: '72'}, pipe, {interactive: false, colour: false, columns: 72}],
  ['a pipe with senseless COLUMNS', {COLUMNS: 'wide'}, pipe, {interactive: false, colour: false}],
])('%s', (_name, env, output, expected) => {
  expect(readTerminal(env, output)).toEqual(expected);
});

test('libraries that do not know NO_COLOR are told', () => {
  const env: Record<string, string | undefined> = {NO_COLOR: '1'};
  tellLibraries(env, readTerminal(env, screen));
  expect(env['FORCE_COLOR']).toBe('0');
});
