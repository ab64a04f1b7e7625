import {renderToString} from 'ink';
import {describe, expect, test} from 'vitest';
import type {Event} from '../../../src/runner/events.ts';
import type {SweepEvent} from '../../../src/sweeps/events.ts';
import {foldSweep} from '../../../src/ui/sweep-live/fold-sweep.ts';
import {SweepFrame} from '../../../src/ui/sweep-live/sweep-frame.tsx';
import {SweepToldItem} from '../../../src/ui/sweep-live/sweep-told-item.tsx';
import {noSweepYet, type SweepState} from '../../../src/ui/sweep-live/sweep-state.ts';
import {choose, viewOf} from '../../../src/ui/sweep-live/viewed.ts';
import {widthOf} from '../../../src/ui/text-width.ts';
import {recordedSweep, start} from '../../rig/recorded-sweep.ts';

const stateAt = (seconds: number, more: readonly (Event | SweepEvent)[] = []): SweepState =>
  [...recordedSweep().filter(({at}) => at <= start + seconds * 1000), ...more].reduce(foldSweep, noSweepYet);

const plain = (text: string): string => `\n${text.replace(/\x1b\[\d+m/g, '')}\n`;

function frame(state: SweepState, [columns, rows]: readonly [number, number], seconds: number): string {
  const viewed = choose(viewOf(state, undefined), 1);
  const snapshot = {state: viewed, now: start + seconds * 1000, tick: 3, columns, rows};
  return plain(renderToString(<SweepFrame snapshot={snapshot} />, {columns}));
}

const sizes = [
  [40, 10],
  [80, 24],
  [200, 60],
] as const;

describe.each(sizes)('a sweep on a screen of %i×%i', (columns, rows) => {
  test.each([3, 28, 34])('after %i s', async (seconds) => {
    const shown = frame(stateAt(seconds), [columns, rows], seconds);
    await expect(shown).toMatchFileSnapshot(`screens/sweep-${columns}x${rows}-${seconds}s.txt`);
    const lines = shown.trim().split('\n');
    expect(lines.length).toBeLessThan(rows);
    for (const line of lines) expect(widthOf(line)).toBeLessThan(columns);
  });
});

test('paused, and done', () => {
  const at = start + 34_000;
  expect(frame(stateAt(34, [{type: 'sweep-paused', at}]), [80, 10], 34)).toMatchInlineSnapshot(`
    "
    augmentation · sobol, 2 trials at a time · maximising val_acc
    ★ val_acc 0.9027 trial 3 at 6/18  ▁▄▆▇██  rotation=9 zoom=0.06
    epochs  2 ▪▪▪▪▪▪▪▪▪▪▪▪ 4  6 ▪▪▪ 1
    ›⠸ trial 6  ━━━━━━━━━━━━━━━ 2/2 · val_acc 0.4109 · 0 s left  rotation=18 zoom=…
     ⠸ trial 3  ━━━━━━━┄┄┄┄┄┄┄┄ 8/18 · val_acc 0.9326 · 29 s left  rotation=9 zoom…
    paused · 6 of 18 trials · 3 waiting · 1 failed · 34 s
    p go on · ↑↓ choose · x stop trial 6 · + 5 more trials · q end
    "
  `);
  const done = {type: 'sweep-done', at, status: 'done', reason: 'the budget of 18 trials is spent'} as const;
  expect(frame(stateAt(34, [{...done, trials: 18, failed: 1, best: 3}]), [80, 24], 34))
    .toMatchInlineSnapshot(`
    "
    ★ val_acc 0.9027 trial 3 at 6/18  ▁▄▆▇██
      rotation=9 zoom=0.06
    epochs  2 ▪▪▪▪▪▪▪▪▪▪▪▪ 4  6 ▪▪▪ 1
    ✔ done · the budget of 18 trials is spent · 6 of 18 trials · 1 failed · 34.0 s
    "
  `);
});

test('what ended is said once, above the frame', () => {
  const {told} = stateAt(60, [
    {type: 'trial-stopped', at: start, trial: 2, reason: 'stopped by hand'},
    {type: 'trials-added', at: start, trials: 5, most: 65},
  ]);
  const lines = told.map((each) =>
    renderToString(<SweepToldItem told={each} folder="/tmp" />, {columns: 100}),
  );
  expect(plain(lines.join('\n'))).toMatchInlineSnapshot(`
    "
    ✔ trial 1 · val_acc 0.5057 · 2/18 · 6.5 s ★ best so far · rotation=3 zoom=0.02 · run 261125-102
    ✔ trial 2 · val_acc 0.4425 · 2/18 · 6.5 s · rotation=6 zoom=0.04 · run 261125-202
    ✖ trial 4 failed after 6.5 s · rotation=12 zoom=0.08 · run 261125-401
      The process of stage train ended by itself (signal SIGKILL).
        The system may have run out of memory: see \`dmesg\`, close other programs or lower batch_size.
    ✔ trial 3 · val_acc 0.6005 · 2/18 · 6.5 s ★ best so far · rotation=9 zoom=0.06 · run 261125-302
    ✔ trial 5 · val_acc 0.3793 · 2/18 · 6.5 s · rotation=15 zoom=0.1 · run 261125-502
    ✔ trial 3 · val_acc 0.9027 · 6/18 · 13.0 s ★ best so far · rotation=9 zoom=0.06 · run 261125-326
    − trial 2 stopped · stopped by hand
    "
  `);
});
