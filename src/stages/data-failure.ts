import {type Fail, type Failure, fail} from '../runner/failure.ts';
import type {DataFaults} from '../ml/data/fault.ts';

/** What is wrong with data, as the failure of a stage: the first fault's place, and the words of all that were kept. */
export const dataFailure = ({faults, count}: DataFaults, blame: 'stage' | 'user' = 'user'): Fail<Failure> => {
  const [first] = faults;
  const left = count - faults.length;
  return fail({
    code: first.code,
    blame,
    what: [...faults.map(({what}) => what), ...(left > 0 ? [`There are ${left} more.`] : [])].join('\n'),
    ...(first.file !== undefined && {
      where: {
        file: first.file,
        ...(first.line !== undefined && {line: first.line}),
        ...(first.column !== undefined && {column: first.column}),
      },
    }),
    ...(first.todo !== undefined && {todo: first.todo}),
    facts: {faults, count},
  });
};
