import type {Failure} from '../runner/failure.ts';
import type {SweepEvent} from '../sweeps/events.ts';
import {openSteering, type Steering, type SweepRequest} from '../sweeps/steering.ts';
import type {SweepRecord} from '../tracking/sweep-record.ts';
import type {cancelOnSignals} from './cancel-on-signals.ts';

interface Options {
  readonly record: Pick<SweepRecord, 'asked' | 'ask' | 'added' | 'stopped'>;
  readonly signals: ReturnType<typeof cancelOnSignals>;
  readonly complain: (failure: Failure) => void;
  readonly most: (added: number) => number | undefined;
}

interface Following {
  readonly steering: Steering;
  /** Asks something by way of the record, where it is kept, and takes it up at once. */
  readonly ask: (request: SweepRequest) => void;
  /** From now on what is asked is taken up. */
  readonly begin: (emit: (event: SweepEvent) => void) => void;
  readonly end: () => void;
}

/** Looks into the record for what is asked of the sweep, from here or another terminal. */
export function followRequests({record, signals, complain, most}: Options): Following {
  const {signal, cancel} = signals;
  let emit: (event: SweepEvent) => void = () => undefined;
  const steering = openSteering({
    signal,
    stop: cancel,
    added: record.added,
    stopped: record.stopped,
    most,
    emit: (event) => emit(event),
    now: Date.now,
  });
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const asked = record.asked();
    if (!asked.ok) complain(asked.failure);
    for (const request of asked.ok ? asked.value : []) steering.take(request);
  };
  return {
    steering,
    ask: (request) => {
      const kept = record.ask(request);
      if (kept.ok) look();
      else complain(kept.failure);
    },
    begin: (listener) => {
      emit = listener;
      timer = setInterval(look, pause);
    },
    end: () => clearInterval(timer),
  };
}

/** Milliseconds between looks: a few microseconds of work each. */
const pause = 300;
