import {expect, test} from 'vitest';
import type {Event} from '../../../src/runner/events.ts';
import {createJsonLog} from '../../../src/ui/json-log.ts';
import {createLineLog} from '../../../src/ui/line-log.ts';
import {recordedRepeat, recordedStudy, start} from '../../rig/recorded-study.ts';

/** Both streams as a terminal would show them; what went to standard error is marked. */
function transcript(events: readonly Event[], folder?: string): string {
  let said = '';
  const log = createLineLog(
    {
      out: (text) => {
        said += text;
      },
      err: (text) => {
        said += text.replace(/^(?=.)/gm, '! ');
      },
    },
    folder === undefined ? {} : {folder},
  );
  events.forEach(log);
  return said;
}

test('the study, side by side, one training failing', () => {
  expect(transcript(recordedStudy({epochs: 4, failing: 'cnn'}))).toMatchInlineSnapshot(`
    "sign-language-mnist · 3 runs
    mlp · download · started: nothing cached yet · 2 threads
    mlp · download · no Kaggle credentials found: taking the built-in sample
    mlp · download · ran in 1.2 s
    mlp · preprocess · started: nothing cached yet · 2 threads
    cnn · download · shared: mlp does the same work
    cnn-augmented · download · shared: mlp does the same work
    mlp · preprocess · ran in 0.90 s
    mlp · augment · started: nothing cached yet · 2 threads
    cnn · preprocess · shared: mlp does the same work
    cnn-augmented · preprocess · shared: mlp does the same work
    cnn-augmented · augment · started: nothing cached yet · 2 threads
    mlp · augment · ran in 0.30 s
    mlp · train · started: nothing cached yet · 1 thread
    cnn · augment · shared: mlp does the same work
    cnn · train · started: nothing cached yet · 1 thread
    cnn-augmented · augment · ran in 0.30 s
    cnn-augmented · train · started: nothing cached yet · 1 thread
    mlp · train · epoch 1/4 · loss 2.718 acc 0.186 val_loss 2.846 val_acc 0.165 · 41,250 img/s
    mlp · train · epoch 4/4 · loss 1.654 acc 0.502 val_loss 1.988 val_acc 0.416 · 41,250 img/s
    mlp · train · ran in 3.0 s
    mlp · evaluate · started: nothing cached yet · 2 threads
    mlp · evaluate · test_acc 0.416 test_loss 1.988
    mlp · evaluate · ran in 0.70 s
    mlp · done in 6.1 s · loss 1.654 acc 0.502 val_loss 1.988 val_acc 0.416 test_acc 0.416 test_loss 1.988 · run 261124-g9k2
    cnn · train · epoch 1/4 · loss 2.304 acc 0.312 val_loss 2.381 val_acc 0.304 · 4,812 img/s
    cnn-augmented · train · epoch 1/4 · loss 2.304 acc 0.308 val_loss 2.343 val_acc 0.316 · 4,655 img/s
    cnn · train · epoch 2/4 · loss 1.648 acc 0.507 val_loss 1.773 val_acc 0.479 · 4,812 img/s
    cnn-augmented · train · epoch 2/4 · loss 1.648 acc 0.500 val_loss 1.707 val_acc 0.499 · 4,655 img/s
    cnn · train · epoch 3/4 · loss NaN acc 0.647 val_loss 1.322 val_acc 0.619 · 4,812 img/s
    ! cnn · train · failed after 17.5 s
    !   The loss is NaN at epoch 3 with learning rate 0.001.
    !     Take a smaller train.learning_rate.
    cnn · evaluate · skipped: train failed
    cnn · failed in 19.9 s · loss NaN acc 0.647 val_loss 1.322 val_acc 0.619 · run 261124-g9k3
    cnn-augmented · train · epoch 3/4 · loss 1.192 acc 0.637 val_loss 1.237 val_acc 0.645 · 4,655 img/s
    cnn-augmented · train · epoch 4/4 · loss 0.859 acc 0.736 val_loss 0.907 val_acc 0.743 · 4,655 img/s
    cnn-augmented · train · ran in 23.9 s
    cnn-augmented · evaluate · started: nothing cached yet · 2 threads
    cnn-augmented · evaluate · test_acc 0.743 test_loss 0.907
    cnn-augmented · evaluate · ran in 0.70 s
    cnn-augmented · done in 27.0 s · loss 0.859 acc 0.736 val_loss 0.907 val_acc 0.743 test_acc 0.743 test_loss 0.907 · run 261124-g9k4
    failed in 27.0 s · 2 done, 1 failed
    "
  `);
});

test('the study again: nothing to do', () => {
  expect(transcript(recordedRepeat({epochs: 4}))).toMatchInlineSnapshot(`
    "sign-language-mnist · 3 runs
    mlp · download · cached: same params, code and inputs as before
    cnn · download · cached: same params, code and inputs as before
    cnn-augmented · download · cached: same params, code and inputs as before
    mlp · preprocess · cached: same params, code and inputs as before
    cnn · preprocess · cached: same params, code and inputs as before
    cnn-augmented · preprocess · cached: same params, code and inputs as before
    mlp · augment · cached: same params, code and inputs as before
    cnn · augment · cached: same params, code and inputs as before
    cnn-augmented · augment · cached: same params, code and inputs as before
    mlp · train · cached: same params, code and inputs as before
    cnn · train · cached: same params, code and inputs as before
    cnn-augmented · train · cached: same params, code and inputs as before
    mlp · evaluate · cached: same params, code and inputs as before
    cnn · evaluate · cached: same params, code and inputs as before
    cnn-augmented · evaluate · cached: same params, code and inputs as before
    mlp · nothing to do: equals run 261124-g9k2
    cnn · nothing to do: equals run 261124-g9k3
    cnn-augmented · nothing to do: equals run 261124-g9k4
    done in 0.12 s · 3 done
    "
  `);
});

test('no escape codes reach a pipe, whatever a stage says', () => {
  const events = recordedStudy({epochs: 1, only: ['mlp']}).map((event): Event =>
    event.type === 'stage-reported' && event.report.type === 'log'
      ? {
          ...event,
          report: {type: 'log', level: 'warning', text: '\x1b[31mred\x1b[0m\x07 and\nmore\x1b]0;title\x07'},
        }
      : event,
  );
  expect(transcript(events)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  expect(transcript(events)).toContain('! mlp · download · warning: red  and more ]0;title');
});

test('runs of one experiment are told apart by number', () => {
  const [first, second] = [
    recordedStudy({epochs: 1, only: ['mlp']}),
    recordedStudy({epochs: 1, only: ['mlp']}),
  ];
  const events = [
    ...first.slice(0, -1),
    ...second.slice(1, -1).map((event) => ('run' in event ? {...event, run: 'another'} : event)),
  ];
  expect(transcript(events.filter(({type}) => type === 'run-started' || type === 'run-done'))).toBe(
    'mlp · done in 4.1 s · run 261124-g9k2\nmlp#2 · done in 4.1 s · run another\n',
  );
});

test('of many runs at once, epochs are told at longer and longer pauses', () => {
  const many = recordedStudy({epochs: 20, only: ['mlp']}).map((event): Event =>
    event.type === 'execution-started' ? {...event, runs: 8} : event,
  );
  expect(transcript(many).match(/epoch \d+/g)).toEqual(['epoch 1', 'epoch 14', 'epoch 20']);
});

test('a long download says how far it is every ten seconds', () => {
  const of = {run: 'r', stage: 'download'};
  const events: Event[] = [
    {type: 'run-started', at: start, run: 'r', experiment: 'cnn', params: {}, stages: [], environment: {}},
    {type: 'stage-waiting', at: start, ...of, key: 'k', reason: 'nothing cached yet'},
    {type: 'stage-started', at: start, ...of, key: 'k', threads: 1, attempt: 2},
    ...Array.from({length: 50}, (_, second): Event => ({
      type: 'stage-reported',
      at: start + second * 1000,
      ...of,
      report: {type: 'progress', done: second * 1_000_000, total: 49_000_000, unit: 'bytes'},
    })),
  ];
  expect(transcript(events)).toBe(
    [
      'cnn · download · started: nothing cached yet · 1 thread · attempt 2',
      'cnn · download · 10.0 MB of 49.0 MB',
      'cnn · download · 20.0 MB of 49.0 MB',
      'cnn · download · 30.0 MB of 49.0 MB',
      'cnn · download · 40.0 MB of 49.0 MB',
      '',
    ].join('\n'),
  );
});

test('a place in a file of the workspace is named from the workspace', () => {
  const failed: Event = {
    type: 'stage-failed',
    at: start,
    run: 'r',
    stage: 'preprocess',
    seconds: 1,
    failure: {
      code: 'cell',
      blame: 'user',
      what: 'The label is 99.',
      where: {file: '/home/study/data/train.csv', line: 7, column: 1},
    },
  };
  expect(transcript([failed], '/home/study')).toBe(
    '! r · preprocess · failed after 1.0 s\n!   data/train.csv:7:1: The label is 99.\n',
  );
});

test('what was cancelled is said in a line, and is no failure', () => {
  const of = {at: start, run: 'r', stage: 'train'};
  const failure = {code: 'stage-cancelled', blame: 'cancelled', what: 'Stage train was cancelled.'} as const;
  expect(
    transcript([
      {type: 'stage-failed', ...of, failure, seconds: 3},
      {type: 'stage-skipped', ...of, stage: 'evaluate', because: ''},
      {type: 'run-done', at: start, run: 'r', status: 'cancelled', seconds: 3},
    ]),
  ).toBe(
    'r · train · cancelled\nr · evaluate · skipped: the run was cancelled\nr · cancelled in 3.0 s · run r\n',
  );
});

test('--json: every event is a line, and what is not a number is text', () => {
  const events = recordedStudy({epochs: 5, failing: 'cnn', only: ['cnn']});
  const lines: string[] = [];
  events.forEach(createJsonLog((text) => lines.push(text)));
  expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
  const read = lines.map(
    (line) => JSON.parse(line, (_, value: unknown) => (value === 'NaN' ? NaN : value)) as Event,
  );
  expect(read).toEqual(events);
});
