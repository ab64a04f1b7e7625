import type {CreatedTrainer} from '../../ml/engine/create-trainer.ts';
import type {Monitor} from '../../ml/monitor.ts';
import type {EpochRecord, TrainingOutcome} from '../../ml/training.ts';
import type {StageReport} from '../../runner/stage-definition.ts';

type Report = (said: StageReport) => void;

export const reportEpoch = (report: Report, {epoch, more, ...values}: EpochRecord): void =>
  report({type: 'metrics', step: epoch, values: {...values, ...more}});

/** Says which trainer it is, and why not the faster one where that was preferred and not to be had. */
export const reportTrainer = (report: Report, {trainer, unsupported}: CreatedTrainer): void => {
  report({type: 'fact', name: 'trainer', value: trainer.kind});
  if (unsupported !== undefined)
    report({type: 'log', level: 'info', text: `The graph engine lacks ${unsupported}: trained op by op.`});
};

/** Says which epoch's weights were kept, and why a training ended before its last epoch. */
export const reportEnd = (
  report: Report,
  monitor: Monitor,
  {history, stopped, bestEpoch, best}: Extract<TrainingOutcome, {status: 'done'}>,
): void => {
  if (best !== undefined) report({type: 'fact', name: 'best_epoch', value: best.epoch});
  if (!stopped) return;
  report({type: 'fact', name: 'stopped_after_epoch', value: history.length});
  report({
    type: 'log',
    level: 'info',
    text: `Stopped after epoch ${history.length}: ${monitor} was best after epoch ${bestEpoch}, ${history.length - bestEpoch} epochs before.`,
  });
};

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
