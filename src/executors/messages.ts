import type {Result} from '../runner/failure.ts';
import type {ModuleCode} from '../runner/module/module-code.ts';
import type {StageReport, StageWork} from '../runner/stage-definition.ts';

/** What the parent tells a child process. Plain data: it crosses the IPC channel by structured clone. */
export type ToChild =
  | {
      readonly type: 'job';
      readonly definition: string;
      /** The user's own code, where the definition is not built in. */
      readonly module?: ModuleCode;
      readonly work: SentWork;
    }
  | {readonly type: 'cancel'};

/** A stage's work without what cannot be sent: the signal becomes a `cancel` message, the listener `report` messages. */
export type SentWork = Omit<StageWork<Record<string, unknown>>, 'signal' | 'report'>;

export type FromChild =
  | {readonly type: 'ready'}
  | {readonly type: 'report'; readonly report: StageReport}
  | {
      readonly type: 'done';
      readonly result: Result<void>;
      /** The most memory that this process had, in bytes. */
      readonly memory: number;
    };
