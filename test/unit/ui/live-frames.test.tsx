import {renderToString} from 'ink';
import {describe, expect, test} from 'vitest';
import type {Event} from '../../../src/runner/events.ts';
import {fold} from '../../../src/ui/fold.ts';
import {Frame} from '../../../src/ui/live/frame.tsx';
import {ToldItem} from '../../../src/ui/live/told-item.tsx';
import {nothingYet, type ExecutionState} from '../../../src/ui/state.ts';
import {widthOf} from '../../../src/ui/text-width.ts';
import {recordedRepeat, recordedStudy, start} from '../../rig/recorded-study.ts';

const stateAt = (seconds: number, events: readonly Event[]): ExecutionState =>
  events.filter(({at}) => at <= start + seconds * 1000).reduce(fold, nothingYet);

/** The frame at a moment, without what scrolled away above it. */
function frame(
  seconds: number,
  [columns, rows]: readonly [columns: number, rows: number],
  events: readonly Event[] = recordedStudy(),
): string {
  const snapshot = {state: stateAt(seconds, events), now: start + seconds * 1000, tick: 3, columns, rows};
  return `\n${renderToString(<Frame snapshot={snapshot} headline="val_acc" />, {columns}).replace(/\x1b\[\d+m/g, '')}\n`;
}

const sizes = {narrow: [40, 10], usual: [80, 24], wide: [120, 40]} as const;

describe('the study while the data come', () => {
  test('40×10', () =>
    expect(frame(1, sizes.narrow)).toMatchInlineSnapshot(`
      "
      mlp            ⠸ download · · · ·
        nothing cached yet · 0 s
      cnn            · · · · ·
        mlp does the same work · 0 s
      cnn-augmented  · · · · ·
        mlp does the same work · 0 s
      3 runs · 1 s
      "
    `));
  test('80×24', () =>
    expect(frame(1, sizes.usual)).toMatchInlineSnapshot(`
      "
      mlp            ⠸ download  · preprocess  · augment  · train  · evaluate
        nothing cached yet · 0 s


      cnn            · download  · preprocess  · augment  · train  · evaluate
        mlp does the same work · 0 s


      cnn-augmented  · download  · preprocess  · augment  · train  · evaluate
        mlp does the same work · 0 s


      sign-language-mnist · 3 runs · 1 s
      "
    `));
});

describe('the study in the middle of three trainings', () => {
  test('40×10', () =>
    expect(frame(14, sizes.narrow)).toMatchInlineSnapshot(`
      "
      mlp            ✔ ✔ ✔ ⠸ train ·
        ━━━━━━━┄┄  16/20 · 0:02 left
      cnn            ⇄ ⇄ ⇄ ⠸ train ·
        ━┄┄┄┄┄┄┄┄  1/20 · 2:23 left
      cnn-augmented  ⇄ ⇄ ✔ ⠸ train ·
        ━┄┄┄┄┄┄┄┄  1/20 · 2:23 left
      3 runs · 14 s
      "
    `));
  test('80×24', () =>
    expect(frame(14, sizes.usual)).toMatchInlineSnapshot(`
      "
      mlp            ✔ download  ✔ preprocess  ✔ augment  ⠸ train  · evaluate
        ━━━━━━━━━━━━━━━━┄┄┄  epoch 16/20 · 41,250 img/s · 2 s left
        val_acc 0.756  loss 0.240  acc 0.924  val_loss 0.839  █▇▆▅▄▄▃▃▂▂▂▂▁▁▁▁

      cnn            ⇄ download  ⇄ preprocess  ⇄ augment  ⠸ train  · evaluate
        ━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  epoch 1/20 · 4,812 img/s · 2 min 23 s left
        val_acc 0.304  loss 2.304  acc 0.312  val_loss 2.381

      cnn-augmented  ⇄ download  ⇄ preprocess  ✔ augment  ⠸ train  · evaluate
        ━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  epoch 1/20 · 4,655 img/s · 2 min 23 s left
        val_acc 0.316  loss 2.304  acc 0.308  val_loss 2.343

      sign-language-mnist · 3 runs · 14 s
      "
    `));
  test('120×40', () =>
    expect(frame(14, sizes.wide)).toMatchInlineSnapshot(`
      "
      mlp            ✔ download  ✔ preprocess  ✔ augment  ⠸ train  · evaluate
        ━━━━━━━━━━━━━━━━━━━━━━━┄┄┄┄┄  epoch 16/20 · 41,250 img/s · 2 s left
        val_acc 0.756  loss 0.240  acc 0.924  val_loss 0.839  █▇▆▅▄▄▃▃▂▂▂▂▁▁▁▁

      cnn            ⇄ download  ⇄ preprocess  ⇄ augment  ⠸ train  · evaluate
        ━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  epoch 1/20 · 4,812 img/s · 2 min 23 s left
        val_acc 0.304  loss 2.304  acc 0.312  val_loss 2.381

      cnn-augmented  ⇄ download  ⇄ preprocess  ✔ augment  ⠸ train  · evaluate
        ━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  epoch 1/20 · 4,655 img/s · 2 min 23 s left
        val_acc 0.316  loss 2.304  acc 0.308  val_loss 2.343

      sign-language-mnist · 3 runs · 14 s
      "
    `));
});

describe('the study near its end', () => {
  test('40×10', () =>
    expect(frame(100, sizes.narrow)).toMatchInlineSnapshot(`
      "
      cnn            ⇄ ⇄ ⇄ ⠸ train ·
        ━━━━━━━┄┄  17/20 · 0:17 left
        val_acc 0.949  loss 0.031  █▅▃▂▂▁▁▁▁
      cnn-augmented  ⇄ ⇄ ✔ ⠸ train ·
        ━━━━━━━┄┄  16/20 · 0:21 left
        val_acc 0.989  loss 0.035  █▅▃▂▂▁▁▁▁
      3 runs: 1 done · 1 min 40 s
      "
    `));
  test('80×24', () =>
    expect(frame(100, sizes.usual)).toMatchInlineSnapshot(`
      "
      cnn            ⇄ download  ⇄ preprocess  ⇄ augment  ⠸ train  · evaluate
        ━━━━━━━━━━━━━━━━┄┄┄  epoch 17/20 · 4,812 img/s · 16 s left
        val_acc 0.949  loss 0.031  acc 0.997  val_loss 0.214  █▆▅▄▃▂▂▂▁▁▁▁▁▁▁▁▁

      cnn-augmented  ⇄ download  ⇄ preprocess  ✔ augment  ⠸ train  · evaluate
        ━━━━━━━━━━━━━━━┄┄┄┄  epoch 16/20 · 4,655 img/s · 20 s left
        val_acc 0.989  loss 0.035  acc 0.980  val_loss 0.085  █▆▅▄▃▂▂▂▁▁▁▁▁▁▁▁

      sign-language-mnist · 3 runs: 1 done · 1 min 40 s
      "
    `));
  test('120×40', () =>
    expect(frame(100, sizes.wide)).toMatchInlineSnapshot(`
      "
      cnn            ⇄ download  ⇄ preprocess  ⇄ augment  ⠸ train  · evaluate
        ━━━━━━━━━━━━━━━━━━━━━━━┄┄┄┄┄  epoch 17/20 · 4,812 img/s · 16 s left
        val_acc 0.949  loss 0.031  acc 0.997  val_loss 0.214  █▆▅▄▃▂▂▂▁▁▁▁▁▁▁▁▁

      cnn-augmented  ⇄ download  ⇄ preprocess  ✔ augment  ⠸ train  · evaluate
        ━━━━━━━━━━━━━━━━━━━━━━┄┄┄┄┄┄  epoch 16/20 · 4,655 img/s · 20 s left
        val_acc 0.989  loss 0.035  acc 0.980  val_loss 0.085  █▆▅▄▃▂▂▂▁▁▁▁▁▁▁▁

      sign-language-mnist · 3 runs: 1 done · 1 min 40 s
      "
    `));
});

test('what is left at the end is a line', () => {
  expect(frame(1000, sizes.usual)).toMatchInlineSnapshot(`
    "
    ✔ sign-language-mnist · 3 runs done in 2 min 01 s
    "
  `);
  expect(frame(1000, sizes.usual, recordedStudy({failing: 'cnn'}))).toMatchInlineSnapshot(`
    "
    ✖ sign-language-mnist · 3 runs: 2 done, 1 failed in 2 min 01 s
    "
  `);
});

/** Many trials of one sweep: all begin at once, some train. */
function sweep(trials: number, training: number): readonly Event[] {
  const [first, ...events] = recordedStudy({only: ['cnn']});
  const runs = Array.from({length: trials}, (_, trial) =>
    events
      .filter(({type}) => trial < training || type === 'run-started')
      .map((event): Event => ('run' in event ? {...event, run: `trial-${trial}`} : event)),
  ).flat();
  return [
    ...(first?.type === 'execution-started' ? [{...first, runs: trials}] : []),
    ...runs.sort((a, b) => a.at - b.at),
  ];
}

test('more runs than a screen has room for', () => {
  expect(frame(40, sizes.narrow, sweep(30, 4))).toMatchInlineSnapshot(`
    "
    ⠸ cnn   train · 6/20 · val_acc 0.830 ·…
    ⠸ cnn#2 train · 6/20 · val_acc 0.830 ·…
    ⠸ cnn#3 train · 6/20 · val_acc 0.830 ·…
    ⠸ cnn#4 train · 6/20 · val_acc 0.830 ·…
    30 runs · 26 not shown · 40 s
    "
  `);
  expect(frame(40, sizes.usual, sweep(200, 30))).toMatchInlineSnapshot(`
    "
    ⠸ cnn    train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#2  train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#3  train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#4  train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#5  train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#6  train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#7  train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#8  train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#9  train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#10 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#11 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#12 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#13 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#14 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#15 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#16 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#17 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#18 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#19 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#20 train · 6/20 · val_acc 0.830 · 1:17 left
    ⠸ cnn#21 train · 6/20 · val_acc 0.830 · 1:17 left
    sign-language-mnist · 200 runs · 179 not shown · 40 s
    "
  `);
});

test('a frame is always lower and narrower than its screen', () => {
  for (const trials of [1, 3, 5, 13, 40]) {
    for (const [columns, rows] of [...Object.values(sizes), [40, 5], [60, 16], [200, 60]] as const) {
      for (const seconds of [0, 0.5, 3, 14, 40]) {
        const lines = frame(seconds, [columns, rows], sweep(trials, Math.ceil(trials / 2)))
          .trim()
          .split('\n');
        expect(lines.length).toBeLessThan(rows);
        expect(Math.max(...lines.map(widthOf))).toBeLessThan(columns);
      }
    }
  }
});

describe('what stays on the screen', () => {
  const told = (events: readonly Event[], columns: number): string => {
    const {told: items} = events.reduce(fold, nothingYet);
    const shown = items.map((item) =>
      renderToString(<ToldItem told={item} folder="/home/study" headline="val_acc" />, {columns}),
    );
    return `\n${shown.join('\n').replace(/\x1b\[\d+m/g, '')}\n`;
  };
  test('80 columns', () => {
    expect(told(recordedStudy({failing: 'cnn'}), 80)).toMatchInlineSnapshot(`
      "
      mlp · download · no Kaggle credentials found: taking the built-in sample
      ✔ mlp done in 16.8 s · val_acc 0.783 · run 261124-g9k2 · loss 0.134 acc 0.956 v…
      ✖ cnn · train
        The loss is NaN at epoch 3 with learning rate 0.001.
          Take a smaller train.learning_rate.
      ✖ cnn failed in 19.9 s · val_acc 0.619 · run 261124-g9k3 · loss NaN acc 0.647 v…
      ✔ cnn-augmented done in 2 min 01 s · val_acc 0.993 · run 261124-g9k4 · loss 0.0…
      "
    `);
  });
  test('40 columns', () => {
    expect(told(recordedStudy({failing: 'cnn'}), 40)).toMatchInlineSnapshot(`
      "
      mlp · download · no Kaggle credentials
      found: taking the built-in sample
      ✔ mlp done in 16.8 s · val_acc 0.783 · …
      ✖ cnn · train
        The loss is NaN at epoch 3 with
      learning rate 0.001.
          Take a smaller train.learning_rate.
      ✖ cnn failed in 19.9 s · val_acc 0.619 …
      ✔ cnn-augmented done in 2 min 01 s · va…
      "
    `);
  });
  test('a repeat', () => {
    expect(told(recordedRepeat(), 80)).toMatchInlineSnapshot(`
      "
      ↺ mlp nothing to do: equals run 261124-g9k2
      ↺ cnn nothing to do: equals run 261124-g9k3
      ↺ cnn-augmented nothing to do: equals run 261124-g9k4
      "
    `);
  });
});
