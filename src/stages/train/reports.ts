import type {EpochRecord} from '../../ml/training.ts';
import type {StageReport} from '../../runner/stage-definition.ts';

type Report = (said: StageReport) => void;

export const reportEpoch = (report: Report, {epoch, ...values}: EpochRecord): void =>
  report({type: 'metrics', step: epoch, values: {...values}});

/** Says how many images of all epochs are done: about five times a second, for steps can be a thousand. */
export const reportProgress = (
  report: Report,
  {epochs, images}: {readonly epochs: number; readonly images: number},
) => {
  let saidAt = -Infinity;
  return (epoch: number, done: number): void => {
    const now = performance.now();
    if (now - saidAt < 200 && done < images) return;
    saidAt = now;
    report({
      type: 'progress',
      done: (epoch - 1) * images + done,
      total: epochs * images,
      unit: 'images',
      detail: `epoch ${epoch} of ${epochs}`,
    });
  };
};
