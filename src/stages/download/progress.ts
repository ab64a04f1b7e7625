import type {StageReport} from '../../runner/stage-definition.ts';

/** Bytes between two reports, so that a listener hears hundreds of them and not a hundred thousand. */
const step = 2 ** 19;

/** Turns byte counts into progress in MB with one decimal. */
export function progressReporter(
  report: (said: StageReport) => void,
  doing: string,
): (done: number, total?: number, rate?: string) => void {
  let last = -step;
  return (done, total, rate) => {
    const ended = total !== undefined && done >= total;
    if (done - last < step && !(ended && done !== last)) return;
    last = done;
    report({
      type: 'progress',
      done: megabytes(done),
      ...(total === undefined ? {} : {total: megabytes(total)}),
      unit: 'MB',
      detail: rate === undefined ? doing : `${doing}, ${rate}`,
    });
  };
}

const megabytes = (bytes: number): number => Math.round((bytes / 2 ** 20) * 10) / 10;
