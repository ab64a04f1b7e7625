import {afterEach, describe, expect, test} from 'vitest';
import type {Event} from '../../../../src/runner/events.ts';
import {widthOf} from '../../../../src/ui/text-width.ts';
import {driveDashboard, recordedTrials, type Driven} from '../../../rig/dashboard.ts';
import {recordedStudy} from '../../../rig/recorded-study.ts';

const opened: Driven[] = [];
const drive = (events: readonly Event[], size: readonly [number, number]): Driven => {
  const driven = driveDashboard(events, size);
  opened.push(driven);
  return driven;
};
afterEach(() => opened.splice(0).forEach(({close}) => close()));

const sizes = {narrow: [40, 10], usual: [80, 24], wide: [200, 60]} as const;

describe('the study', () => {
  test('40×10', () =>
    expect(drive(recordedStudy(), sizes.narrow).screen()).toMatchInlineSnapshot(`
    "
    sign-language-mnist · 3 runs
         experim…  run            val_acc
    ❯  ✔ cnn-aug…  261124-g9k4   0.9928 ★
       ✔ cnn       261124-g9k3   0.9509
       ✔ mlp       261124-g9k2   0.7829




    j down  k up  ? help  q quit
    "
  `));
  test('80×24', () =>
    expect(drive(recordedStudy(), sizes.usual).screen()).toMatchInlineSnapshot(`
      "
      sign-language-mnist · 3 runs
           experiment     run            val_acc    best val_acc  curve
      ❯  ✔ cnn-augmented  261124-g9k4   0.9928 ★        0.9928 ★  ▁▄▆▇██████
         ✔ cnn            261124-g9k3   0.9509          0.9509    ▁▄▆▇██████
         ✔ mlp            261124-g9k2   0.7829          0.7829    ▁▃▅▆▆▇▇███

      1 curves  2 differences  3 stages  4 figures  5 log  ──────────────────────────
      val_acc and, dashed, acc by epoch  m metric  , . read
          │                              ⢀⣀⣀⡠⢤⡤⢤⠤❯⠤⠤⠶⠒⠶⠒⠶⠒⠶⠒⠒⠒⠒⠊⠙⠋⠙⠋⠙❯⠙⠋⠙⠋⠙⠋⠙⠋⠙⠋⠙⠋⠙⠋❯
          │                      ⢀⣀⡠⠤⠔⠒⠊⠉⠉ ⠉
          │                 ⢀⣠❯⠊⠉⠁
      0.8 ┤              ⣀⡴⠊⠁⠁
          │           ⢀⠤⠚⠁
          │         ⣀⠔⠁
          │       ⡠⠊
      0.6 ┤      ⡔⠁
          │    ⢀⠜
          │   ⢠⠊
      0.4 ┤  ⣠⠃
          │ ⡴⠁
          │❯
          └               5                  10                 15                 20
      ❯ cnn-augmented 261124-g9k4  0.9928  ┄ 0.9838
      j down  k up  space mark  p pin  enter open  / filter  s sort  ? help  q quit
      "
    `));
  test('200×60', () =>
    expect(drive(recordedStudy(), sizes.wide).screen()).toMatchInlineSnapshot(`
      "
      sign-language-mnist · 3 runs
           experiment     run            val_acc    best val_acc  curve       rotation  zoom  model    val_loss    test_acc       acc   age    time
      ❯  ✔ cnn-augmented  261124-g9k4   0.9928 ★        0.9928 ★  ▁▄▆▇██████        10   0.1  cnn      0.0732 ★    0.9928 ★  0.9838     59m   2m01s
         ✔ cnn            261124-g9k3   0.9509          0.9509    ▁▄▆▇██████         0     0  cnn      0.2075      0.9509    0.9988 ★   59m   1m58s
         ✔ mlp            261124-g9k2   0.7829          0.7829    ▁▃▅▆▆▇▇███         0     0  mlp      0.7501      0.7829    0.9561     59m   16.8s

      1 curves  2 differences  3 stages  4 figures  5 log  ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      val_acc and, dashed, acc by epoch  m metric  , . read
           │                                                                                          ⢀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠔⠒⠒⠒❯⠒⠒⠒⡒⢒⡒⢒⡒⢒⡒⢊⡉⢉⡉⢉⡉⢉⡉⢉⡉⢉⡉⢉⡉⢉⡉⢉⡉⢉❯  ❯ cnn-augmented 261124-g9k4  0.9928  ┄ 0.9838
           │                                                                           ⢀❯⣀⡠⠤⠤⠤⢔⡒⢒⡒⢊⡉⠉⠭⠁⠤ ⠤ ⠤⠂⠐⠂⠐⠂⠐⠂ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉
           │                                                                 ⢀⣀⣀⠤⠤⢔⡒⢒⠭⠉⠕⠂⠐⠊ ⠉ ⠁
      0.95 ┤                                                          ⢀⣀⠤⠒⢒⡉⠉⠥ ⠐⠊ ⠁
           │                                                     ⢀⡠⠤⢒⡉⠁⠔⠂ ⠁
           │                                                 ⢀⡠⠔⠊⠕⠊
           │                                              ⡠⠔⠊⠕⠊
       0.9 ┤                                           ⡠⢔⠭⠊
           │                                        ⡠⠔⠉ ⠁
           │                                     ⢀❯⠭⠊
      0.85 ┤                                   ⢀⢔⠕⠁
           │                                 ⡠⢒⠕⠁
           │                               ⡠⠊
           │                             ⢀⠎
       0.8 ┤                            ⣰⠕⠁
           │                          ⢀⠼⠊
           │                         ⡠⠃
      0.75 ┤                       ⢀⢔⠅
           │                      ⢠⡺⠁
           │                     ⢠⠋
           │                    ⢠⡗
       0.7 ┤                   ⢠⠋
           │                  ⣰⠕
           │                 ⡰⠋
           │                ⣰⠅
      0.65 ┤               ⡰⠋
           │              ⢰⠅
           │             ⢀⠏
       0.6 ┤             ⡾
           │            ⣸
           │           ⢰⠃
           │          ⢠⠇
      0.55 ┤          ⡎
           │         ⡼
           │        ⢰⠁
       0.5 ┤       ⢠⠃
           │       ⡎
           │      ⢰⠁
           │      ⡎
      0.45 ┤     ⢸⠁
           │    ⢀⡇
           │    ⣸
       0.4 ┤   ⢀⠇
           │   ⡼
           │  ⢠⠇
           │  ⡎
      0.35 ┤ ⢰⠃
           │ ⡞
           │⢸
           │❯
           └        2              4              6              8              10             12             14             16              18             20
      j down  k up  space mark  p pin  enter open  / filter  s sort  c columns  tab pane  + zoom  ? help  q quit
      "
    `));
});

describe('curves of marked runs', () => {
  test('80×24', () => {
    const driven = drive(recordedStudy(), sizes.usual);
    driven.press('space', 'j', 'space', 'k', ',', ',', 'y', 'x', '~');
    expect(driven.screen()).toMatchInlineSnapshot(`
      "
      sign-language-mnist · 3 runs · 2 marked
           experiment     run            val_acc    best val_acc  curve
       ● ✔ cnn-augmented  261124-g9k4   0.9928 ★        0.9928 ★  ▁▄▆▇██████
      ❯  ✔ cnn            261124-g9k3   0.9509          0.9509    ▁▄▆▇██████
       ▲ ✔ mlp            261124-g9k2   0.7829          0.7829    ▁▃▅▆▆▇▇███

      1 curves  2 differences  3 stages  4 figures  5 log  ──────────────────────────
      val_acc and, dashed, acc by samples · log axis · smoothed 0.6 · read at 522k  …
          │                         ⢀⣀⣀⣀⣠⣤●⣤⣤⣤⣤⣤⠶❯⠶⠶⠶⠶⠶⠶⠶⠶⠶⠶⡶●⡶⢟⡛⢛⡛⠛⠿❯⠿⠛⠿⠛⠿⠛⠿⠛⠿⠛●⠛⠿⠛●
          │                 ⣀⣀❯⡴⠶⠞⠛⠛⠋⠉⠉⠉⠁    ⢀⡀⢀⠤ ⠤ ⠐⠂⠐⠂ ⠉ ⠉       ⢀⣀⣀⣀⣀⣀▲⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤▲
          │           ●⣠⣤⠶⠛⠛⠉⠉     ⢀⡀ ⠤ ⠐⠊ ⠉   ⣀⣀⠤⠤⠤⠤▲⠤⠤⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠁            ┊
          │       ⢀⣠⡴⠞⠋⠁     ⢀⠤ ⠐⠊ ⢁⣀⡠⠤⠤⠔⠒⠒⠒⠊⠉⠉                                 ┊
      0.5 ┤    ⢀⣠⠞⠋⠁      ⠔⠊  ⣀⡠⠔⠊▲⠁                                            ┊
          │  ⢀⡴⠋⠁     ⠔⠊ ⣀⠤⠔⠒⠉                                                  ┊
          │⣠⠞⠋    ⡠⠂ ⡠⠔⠊⠉                                                       ┊
          │❯   ⢀⠔⠊⡠⠒⠉                                                           ┊
          │  ⢀⠔⢁⠔⠊                                                              ┊
      0.2 ┤⢀⠔⢁⠔▲                                                                ┊
          │⡡⠊⠁                                                                  ┊
          └        100k          200k          300k          400k          500k
      ❯ cnn           261124-g9k3  0.9482  ┄ 0.9960
      ● cnn-augmented 261124-g9k4  0.9900  ┄ 0.9810
      ▲ mlp           261124-g9k2  0.7654  ┄ 0.9351
      j down  k up  space mark  p pin  enter open  esc back  ? help  q quit
      "
    `);
  });
  test('on the whole screen, another metric', () => {
    const driven = drive(recordedStudy(), [120, 30]);
    driven.press('space', 'space', 'space', '+', 'm');
    expect(driven.screen()).toMatchInlineSnapshot(`
      "
      sign-language-mnist · 3 runs · 3 marked
      1 curves  2 differences  3 stages  4 figures  5 log  ──────────────────────────────────────────────────────────────────
      val_loss and, dashed, loss by epoch  m metric  , . read
          │⠱⡀                                                                   ● cnn-augmented 261124-g9k4  0.0732  ┄ 0.0241
          │⢃⠘⡄                                                                  ▲ cnn           261124-g9k3  0.2075  ┄ 0.0241
          │ ⠠⠈■                                                                 ■ mlp           261124-g9k2  0.7501  ┄ 0.1338
      2.5 ┤  ⢃ ⠣⡀
          │●  ⠠ ⠱⡀
          │⢹⡆  ⢃ ⠘⢄
          │ ⣿⡀  ⠰  ⠑⡄
        2 ┤ ⠸⣇   ⠁⡀ ⠈⠢⡀
          │  ⢻⡄   ⠐⢀  ⠈⠢⡀
          │  ⠈⣷    ⠈⠄   ⠈⠢⡀
          │   ⠸⣧     ⠃⡀   ⠈⠑⢄
      1.5 ┤    ⢛⣧     ⠐⢀     ⠉⠢⣀
          │     ⠸⣣      ⠠       ■⠢⡀
          │      ⢳⣣      ⠈⠠       ⠈⠑⠤⣀
          │      ⠈⠵⡣⡀      ⠈⠠         ⠉⠒⠤⣀
          │        ⢓⡵⡀       ⠈⠐⢀          ⠉⠑⠒⠢⠤⣀⣀
        1 ┤         ⠸▲⢄         ⠐⢀⡀              ■⠑⠒⠢⠤⣀⣀
          │          ⠋⡢⡑⢄          ⠂⡀                   ⠉⠉⠑⠒⠒⠒⠤⠤⠤⢄⣀■⣀
          │            ⢚⢄⠑⢄⡀         ⠉⠐⢀⡀                            ⠉⠉⠉⠑⠒⠒⠒⠤■
          │             ⠐⢑⢄⡈⠢⣀           ⠁⠠⢀⡀
      0.5 ┤               ⠐⠊●⣀⠉⠒⠤⣀           ⠁⠐ ⡀
          │                  ⠂⠵⢤⣀ ⠉⠒⠢⠤⢄▲         ⠉⠐⠂⠠ ⡀⢀
          │                      ⠋⠶⢤⣄⣀⡀ ⠉⠉⠒⠒⠢⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀  ⠁⠐⠂⠤ ⡀⢀⡀
          │                          ⠁⠨⠉⠭⢒⡒⢢⡤⢄●⣀⣀⣀⣀⡀   ⠉▲⠉⠉⠉⠉⠉⠉⠉⠉⠉⠙⠋⠙⠉⠭⠉⠵⠒▲⠒⡒▲
          │                                  ⠉ ⠉⠐⠂⠐⠊⠭⠉⠭⠉⠭⠉⠵⠒⠶⠒⡒●⡒⢒⡒⢒⡒⢒⡒⢒⡒⢒⡒⢒⡒●
          └              5               10                15               20
      esc back  j down  k up  space mark  p pin  enter open  / filter  s sort  c columns  tab pane  + zoom  ? help  q quit
      "
    `);
  });
  test('40×10: a pane takes the screen', () => {
    const driven = drive(recordedStudy(), sizes.narrow);
    driven.press('1');
    expect(driven.screen()).toMatchInlineSnapshot(`
      "
      sign-language-mnist · 3 runs
      1 curves  2  3  4  5  ─────────────────
      val_acc and, dashed, acc by epoch  m m…
      0.9928 ┤       ⢀❯⠤⠔⠶⠒⠒⠒⠒❯⠙⠋⠉⠉⠉⠉⠉❯⠉⠉⠉⠉⠉❯
             │   ⢀⣠⠖⠋⠁
             │ ⢀⠔⠁
             │❯⠃
             └             10              20
      ❯ cnn-augmented 261124-g9k4  0.9928  ┄…
      esc back  j down  ? help  q quit
      "
    `);
  });
});

test('nothing recorded', () => {
  expect(drive([], sizes.usual).screen()).toMatchInlineSnapshot(`
    "
    epochal · 0 runs
         experiment  run  curve        age    time
      No runs yet: start some with \`epochal run\`; they show up here.



    1 curves  2 differences  3 stages  4 figures  5 log  ──────────────────────────
    No curve: no metric here has the two epochs that a curve takes.















    j down  k up  space mark  p pin  enter open  / filter  s sort  ? help  q quit
    "
  `);
});

test('a failed run, what happened in it', () => {
  const driven = drive(recordedStudy({failing: 'cnn'}), sizes.usual);
  driven.press('j', '3');
  expect(driven.screen()).toMatchInlineSnapshot(`
    "
    sign-language-mnist · 3 runs
         experiment     run            val_acc    best val_acc  curve
       ✔ cnn-augmented  261124-g9k4   0.9928 ★        0.9928 ★  ▁▄▆▇██████
    ❯  ✖ cnn            261124-g9k3   0.6186          0.6186    ▁▅█
       ✔ mlp            261124-g9k2   0.7829          0.7829    ▁▃▅▆▆▇▇███

    1 curves  2 differences  3 stages  4 figures  5 log  ──────────────────────────
    ✖ cnn · run 261124-g9k3 · failed
    pipeline sign-language-mnist · started 2026-11-24 09:30:00 UTC · took 19.9 s
    data: the built-in sample (generated pictures, not real ones), 3a6eb07

    Stages
      ⇄ download    shared    1.2 s  9a3a03aad4  run 261124-g9k2 does the same work
      ⇄ preprocess  shared   0.90 s  8ffde78a1e  run 261124-g9k2 does the same work
      ⇄ augment     shared   0.30 s  6f9d4b5252  run 261124-g9k2 does the same work
      ✖ train       failed   17.5 s  08fb2edcbc  nothing cached yet · 1 thread
      − evaluate    skipped                      train failed

    Failure
      train: The loss is NaN at epoch 3 with learning rate 0.001.
        Take a smaller train.learning_rate.

    Metrics
    j down  k up  space mark  p pin  enter open  / filter  s sort  ? help  q quit
    "
  `);
});

describe('forty trials', () => {
  test('only the rows that can be seen are made, wherever they are', () => {
    const driven = drive(recordedTrials(40), sizes.narrow);
    driven.press('G', 'k');
    expect(driven.screen()).toMatchInlineSnapshot(`
      "
      sign-language-mnist · 40 runs
           experim…  run          val_acc
         ✔ cnn       trial-006   0.6246
         ✔ cnn       trial-005   0.6236
         ✔ cnn       trial-004   0.6226
         ✔ cnn       trial-003   0.6216
         ✔ cnn       trial-002   0.6206
      ❯  ✔ cnn       trial-001   0.6196
         ✔ cnn       trial-000   0.6186
      j down  k up  ? help  q quit
      "
    `);
  });
  test('columns are scrolled beside the frozen one', () => {
    const driven = drive(recordedTrials(40), sizes.narrow);
    driven.press('l', 'l', 'l', 'l', 'l');
    expect(driven.screen()).toMatchInlineSnapshot(`
      "
      sign-language-mnist · 40 runs
           experim…  train.seed    val_loss
      ❯  ✔ cnn                0    1.3222 ★
         ✔ cnn                2    1.3222 ★
         ✔ cnn                1    1.3222 ★
         ✔ cnn                0    1.3222 ★
         ✔ cnn                2    1.3222 ★
         ✔ cnn                1    1.3222 ★
         ✔ cnn                0    1.3222 ★
      j down  k up  ? help  q quit
      "
    `);
  });
  test('marks, a baseline, a filter and an order', () => {
    const driven = drive(recordedTrials(40), sizes.usual);
    driven.press('space', 'space', 'p', '/');
    driven.type('trial-03');
    driven.press('enter', 'l', 's');
    expect(driven.screen()).toMatchInlineSnapshot(`
      "
      sign-language-mnist · 10 of 40 runs · /trial-03 · 2 marked
           experiment  run         ↓val_acc    best val_acc  curve
       ● ✔ cnn         trial-039   0.6576 ★        0.6576 ★  ▁▅█
       ▲ ✔ cnn         trial-038   0.6566          0.6566    ▁▅█
      ❯ ⌂✔ cnn         trial-037   0.6556          0.6556    ▁▅█
         ✔ cnn         trial-036   0.6546          0.6546    ▁▅█
         ✔ cnn         trial-035   0.6536          0.6536    ▁▅█
         ✔ cnn         trial-034   0.6526          0.6526    ▁▅█
         ✔ cnn         trial-033   0.6516          0.6516    ▁▅█
         ✔ cnn         trial-032   0.6506          0.6506    ▁▅█
         ✔ cnn         trial-031   0.6496          0.6496    ▁▅█
      1 curves  2 differences  3 stages  4 figures  5 log  ──────────────────────────
      val_acc and, dashed, acc by epoch  m metric  , . read
          │                                                              ⣀⣀⣀⡠⢤⡤⢤⠶⠒⠶⠋▲
      0.6 ┤                                                 ⣀⣀⣀⢤⡤⢤⡴⠒⠶⠒⠙⠋⠙⠉ ⠉
          │                                    ⣀▲⣀⡤⢤⡤⠒⠶⠒⠞⠋⠙⠋ ⠉
          │                         ⢀⣀⣀⢤⡤⢔⠶⠒⠞⠋⠙⠉ ⠉
      0.4 ┤               ⣀⣀⡠⠤⡤⢒⠶⠊⠝⠋⠑⠉ ⠁
          │    ⣀⣀⣀⠤⠤⡔⢒⡲⠉⠭⠋⠐⠊ ⠉
          │▲⡪⠉⠭⠂⠐⠊ ⠉
          └1                                    2                                   3
      ❯ cnn trial-037  0.6556  ┄ 0.6468
      ● cnn trial-039  0.6576  ┄ 0.6468
      j down  k up  space mark  p pin  enter open  esc back  ? help  q quit
      "
    `);
  });
});

test('help and the choice of columns', () => {
  const driven = drive(recordedStudy(), sizes.usual);
  driven.press('?');
  expect(driven.screen()).toMatchInlineSnapshot(`
    "
    sign-language-mnist · 3 runs
    Move
    j ↓      :down                 next run
    k ↑      :up                   previous run
    h ←      :left                 previous column
    l →      :right                next column
    g Home   :first                first run
    G End    :last                 last run
    ^d PgDn  :half-page-down       half a page down
    ^u PgUp  :half-page-up         half a page up
    wheel    :wheel-down           three runs down
    wheel    :wheel-up             three runs up

    Choose
    space    :mark                 mark the run, or take its mark away
    v        :range                begin a range; again: mark all of it
    p        :pin                  measure the others by this run (the baseline),
                                   or no more
    enter    :open                 open the run on the whole screen
    esc      :back                 back: closes what is open, then drops the
                                   filter, then the marks

    Filter, sort, columns
    j k scroll · any other key closes
    "
  `);
  driven.press('q', 'c', 'j', 'space');
  expect(driven.screen()).toMatchInlineSnapshot(`
    "
    sign-language-mnist · 3 runs
      [x] run
    ❯ [ ] val_acc
      [x] best val_acc
      [x] curve
      [x] rotation  augment.rotation
      [x] zoom  augment.zoom
      [x] model  train.model
      [ ] source  download.source
      [ ] dataset  download.dataset
      [ ] test_fraction  preprocess.test_fraction
      [ ] preprocess.seed  preprocess.seed
      [ ] mode  augment.mode
      [ ] epochs  train.epochs
      [ ] batch_size  train.batch_size
      [ ] learning_rate  train.learning_rate
      [ ] train.seed  train.seed
      [ ] threads  train.threads
      [x] val_loss
      [ ] best val_loss
      [x] test_acc
      [ ] best test_acc
      [x] acc
    space shows or puts aside · esc closes
    "
  `);
});

test('a frame has exactly the size of its screen, less the last column', () => {
  const keys = [
    'j',
    '2',
    '+',
    'G',
    '?',
    'j',
    'q',
    '+',
    'c',
    'esc',
    'd',
    'space',
    'v',
    'l',
    '/',
    'x',
    'esc',
    '1',
  ];
  for (const size of [...Object.values(sizes), [20, 5], [60, 17], [81, 18]] as const) {
    const driven = drive(recordedTrials(5), size);
    for (const key of keys) {
      driven.press(key);
      const {state} = driven;
      const lines = driven.lines();
      expect(lines.length, `${size.join('×')} after ${key}`).toBe(state().size.rows);
      for (const line of lines)
        expect(widthOf(line), `${size.join('×')} after ${key}: ${line}`).toBe(size[0] - 1);
    }
  }
});
