import {expect, it} from 'vitest';
import {progressOf} from '../../../../src/stages/download/kaggle-progress.ts';

it.each([
  ['  0%|          | 0.00/2.95M [00:00<?, ?B/s]', {done: 0, total: 3093299}],
  [' 34%|███▍      | 1.00M/2.95M [00:00<00:01, 1.81MB/s]', {done: 1048576, total: 3093299, rate: '1.81MB/s'}],
  ['100%|██████████| 512k/512k [00:00<00:00, 462kB/s]', {done: 524288, total: 524288, rate: '462kB/s'}],
  ['1.00MB [00:00, 3.20MB/s]', {done: 1048576, rate: '3.20MB/s'}],
  ['Downloading sign-language-mnist.zip to /tmp', undefined],
  ['', undefined],
])('reads %j', (line, progress) => {
  expect(progressOf(line)).toEqual(progress);
});
