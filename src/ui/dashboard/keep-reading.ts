import type {Result} from '../../runner/failure.ts';
import type {RunSummary} from '../../tracking/run-summary.ts';
import type {Source} from './source.ts';

/** Reads the record for as long as the dashboard is open. */
export interface Reading {
  /** What is read of by now. */
  readonly source: () => Source;
  /** The newest runs at once; the others come in parts, and keys are answered in between. */
  readonly begin: () => void;
  /** Reads everything again; until that is done, what was read before holds. */
  readonly readAgain: () => void;
  /** These were changed by ourselves. */
  readonly changed: (ids: readonly string[]) => void;
  readonly stop: () => void;
}

interface Wanted {
  readonly source: Source;
  /** For reading again. */
  readonly open: () => Result<Source>;
  readonly onRuns: (runs: readonly RunSummary[], loading: boolean) => void;
  readonly onReadAgain: (runs: readonly RunSummary[]) => void;
  readonly onFailure: (result: Result<never>) => void;
  /** An exception that nobody caught. */
  readonly guarded: (work: () => void) => () => void;
}

export function keepReading(wanted: Wanted): Reading {
  const {open, onRuns, onReadAgain, onFailure, guarded} = wanted;
  let {source} = wanted;
  let loading = true;
  let next: NodeJS.Immediate | undefined;
  const soon = (work: () => void) => {
    clearImmediate(next);
    next = setImmediate(guarded(work));
  };

  const readMore = (count: number) => {
    const more = source.more(count);
    if (!more.ok) {
      onFailure(more);
      return;
    }
    loading = more.value;
    onRuns(source.runs(), loading);
    if (loading) soon(() => readMore(Math.min(someRuns, count * 4)));
  };

  const readOn = (fresh: Source) => {
    const more = fresh.more(someRuns);
    if (!more.ok) {
      onFailure(more);
      return;
    }
    if (more.value) {
      soon(() => readOn(fresh));
      return;
    }
    source = fresh;
    onReadAgain(source.runs());
  };

  const tell = (changed: Result<boolean>) => {
    if (!changed.ok) onFailure(changed);
    else if (changed.value) onRuns(source.runs(), loading);
  };
  const looking = setInterval(
    guarded(() => tell(source.look())),
    pause,
  );

  return {
    source: () => source,
    begin: guarded(() => readMore(firstRuns)),
    readAgain: () => {
      if (loading) return;
      const again = open();
      if (again.ok) soon(() => readOn(again.value));
      else onFailure(again);
    },
    changed: (ids) => tell(source.again(ids)),
    stop: () => {
      clearInterval(looking);
      clearImmediate(next);
    },
  };
}

/** More than a screen has rows, few enough to be read in a moment. */
const firstRuns = 200;
/** As many as are read between two keys. */
const someRuns = 2000;
/** Milliseconds between looks at the record: asking whether it changed costs next to nothing. */
const pause = 250;
