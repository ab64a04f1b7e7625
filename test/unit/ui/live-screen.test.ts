import nodeConsole from 'node:console';
import {EventEmitter} from 'node:events';
import xterm from '@xterm/headless';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {Event} from '../../../src/runner/events.ts';
import {recordedStudy, start} from '../../rig/recorded-study.ts';

/** A terminal as a stream: what is written to it can be read off its screen. */
function terminal(columns: number, rows: number) {
  const screen = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 1000,
    allowProposedApi: true,
    convertEol: true,
  });
  let written = Promise.resolve();
  const stream = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write: (text: string) => {
      written = written.then(() => new Promise((resolve) => screen.write(text, resolve)));
      return true;
    },
  });
  return {
    stdout: stream as unknown as NodeJS.WriteStream,
    resize: (to: {readonly columns: number; readonly rows: number}) => {
      Object.assign(stream, to);
      screen.resize(to.columns, to.rows);
      stream.emit('resize');
    },
    /** All lines, scrolled away or not. */
    text: async () => {
      await written;
      const {buffer} = screen;
      const lines = Array.from(
        {length: buffer.active.length},
        (_, y) => buffer.active.getLine(y)?.translateToString(true) ?? '',
      );
      return `\n${lines.join('\n').trimEnd()}\n`;
    },
  };
}

beforeEach(() => {
  // Ink draws nothing in between where it finds itself in CI; the program does not load it there.
  vi.stubEnv('CI', undefined);
  vi.stubEnv('CONTINUOUS_INTEGRATION', undefined);
  vi.stubEnv('FORCE_COLOR', '0');
  // Ink takes over the console while it draws, and needs Node's own, not that of the test runner.
  vi.stubGlobal('console', nodeConsole);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

test.each([
  [40, 10],
  [80, 24],
  [120, 40],
])(
  'a whole execution on a terminal of %i×%i leaves what was said, once, and a summary',
  async (columns, rows) => {
    const {openLive} = await import('../../../src/ui/live/open-live.tsx');
    const {stdout, text} = terminal(columns, rows);
    let now = start;
    const view = await openLive({stdout, headline: 'val_acc', now: () => now});
    for (const event of recordedStudy({epochs: 6, failing: 'cnn'})) {
      now = event.at;
      view.listen(event);
      // Every event gets its frame, as if they came slowly.
      stdout.emit('resize');
    }
    await view.close();
    await expect(await text()).toMatchFileSnapshot(`screens/study-${columns}x${rows}.txt`);
  },
);

test('a terminal made smaller and larger again', async () => {
  const {openLive} = await import('../../../src/ui/live/open-live.tsx');
  const {stdout, text, resize} = terminal(100, 30);
  let now = start;
  const view = await openLive({stdout, now: () => now});
  const upTo = (from: number, to: number) => {
    for (const event of recordedStudy().filter(
      ({at}: Event) => at > start + from * 1000 && at <= start + to * 1000,
    )) {
      now = event.at;
      view.listen(event);
    }
    stdout.emit('resize');
  };
  upTo(-1, 5);
  resize({columns: 40, rows: 10});
  upTo(5, 12);
  resize({columns: 120, rows: 40});
  upTo(12, 1000);
  view.note('Stopping.');
  await view.close();
  const lines = (await text()).trim().split('\n');
  expect(lines.slice(-2)).toEqual(['Stopping.', '✔ sign-language-mnist · 3 runs done in 2 min 01 s']);
  expect(lines.filter((line) => line.startsWith('✔ mlp done in 16.8 s'))).toHaveLength(1);
});
