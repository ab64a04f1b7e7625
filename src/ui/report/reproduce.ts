import {stringify} from 'yaml';
import type {RunDetail} from '../../tracking/run-summary.ts';
import {quoted} from '../shell-words.ts';
import type {Instruction} from './report-data.ts';

/** How somebody gets the very same result: with the record, or from nothing but the code. `file`: the pipeline's. */
export function reproduce(run: RunDetail, file: string): readonly Instruction[] {
  const {id, experiment, params, data, environment} = run;
  const where = file === 'pipeline.yaml' ? '' : ` -f ${quoted(file)}`;
  const name = `${experiment}-${id}`.replace(/[^\w.-]+/g, '-');
  return [
    ...codeOf(environment),
    ...(data === null ? [] : [{what: dataText(data)}]),
    {
      what: 'With the record of this run at hand: run it again, and prove that it is equal bit for bit.',
      code: `npx epochal rerun ${id}${where}\nnpx epochal verify ${id}${where}`,
    },
    {
      what: `Without the record: these params, written to experiments/${name}.yaml, then:`,
      code: `npx epochal run ${quoted(file)} -e ${name}`,
    },
    {
      what: `experiments/${name}.yaml`,
      code: stringify({description: `run ${id} of ${experiment}`, set: params}).trimEnd(),
    },
  ];
}

function codeOf({git_commit: commit, git_dirty: dirty, epochal, node, os, cpu}: RunDetail['environment']) {
  const machine = [
    ...(epochal === undefined ? [] : [`epochal ${epochal}`]),
    ...(node === undefined ? [] : [`Node ${node}`]),
    ...(os === undefined ? [] : [os]),
    ...(cpu === undefined ? [] : [cpu]),
  ].join(', ');
  return [
    ...(machine === '' ? [] : [{what: `It ran with ${machine}.`}]),
    ...(typeof commit === 'string'
      ? [
          {
            what: dirty === true ? 'The code, which had changes that were not committed:' : 'The code:',
            code: `git checkout ${commit}`,
          },
        ]
      : []),
  ];
}

function dataText({source, dataset, digest, sample}: NonNullable<RunDetail['data']>): string {
  const beginning = digest.slice(0, 12);
  return sample
    ? `The data: the built-in sample, which is generated (digest ${beginning}).`
    : `The data: ${dataset} (${source}), digest ${beginning}.`;
}
