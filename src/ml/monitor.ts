/** By which number epochs are held against each other. */
export const monitors = ['val_loss', 'val_acc', 'loss', 'acc'] as const;
export type Monitor = (typeof monitors)[number];

/** What an epoch came to by one number: the smaller the better. */
export const costOf = (scores: Readonly<Record<Monitor, number>>, monitor: Monitor): number =>
  monitor.endsWith('acc') ? -scores[monitor] : scores[monitor];
