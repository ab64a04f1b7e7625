import {lookAfter, tell} from './after.ts';
import {copyOf, startRun} from './ground.ts';
import type {Rehearsals} from './kills.ts';
import type {Round} from './round.ts';
import {parts, takeOut} from './study.ts';

/** A polite end, at any moment: the command says so by its exit code, and its run is on record as cancelled. */
export const signalRound =
  (signal: 'SIGTERM' | 'SIGINT', rehearsals: Rehearsals): Round =>
  async ({study, random}) => {
    const part = parts[random.below(parts.length)] ?? 'light';
    const folder = await copyOf(study.folder);
    await takeOut(folder, part, study);
    const running = startRun(folder);
    const moments = rehearsals.get(part)?.moments.length ?? 1;
    // Before its first word it may not yet listen to signals: the system ends it then.
    const after = 1 + random.below(Math.max(1, moments - 1));
    running.onEvent(() => {
      if (running.events.length === after) running.kill(signal);
    });
    const end = await running.ended;
    const struck = end.exitCode === 130;
    const {problems, resumed} = await lookAfter({folder, study, said: running.events});
    const badEnd = struck || end.exitCode === 0 ? [] : [`${signal}: exit ${tell(end)}`];
    const unsaid =
      !struck || running.events.some(({event}) => event.type === 'run-done' && event.status === 'cancelled')
        ? []
        : ['the run is not said to be cancelled'];
    const what = `${part}, after event ${after}`;
    return {folder, struck, what, resumed, problems: [...badEnd, ...unsaid, ...problems]};
  };
