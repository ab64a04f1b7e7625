import type {RunState, StageState} from '../state.ts';

/** The stage that a run's progress is told of: of those under way the last, and rather one that tells of its progress. */
export function focusOf({stages}: RunState): StageState | undefined {
  const active = stages.filter(({at}) => at.status === 'running' || at.status === 'waiting');
  const telling = active.filter(({epochs, progress}) => epochs !== undefined || progress !== undefined);
  const running = active.filter(({at}) => at.status === 'running');
  return telling.at(-1) ?? running.at(-1) ?? active.at(-1);
}
