/** What `epochal doctor` found. Gathered by the verb, shown by `doctorText` and `--json`. */
export interface DoctorReport {
  /** Of Epochal. */
  readonly version: string;
  readonly node: {readonly version: string; readonly supported: boolean; readonly wanted: string};
  readonly engine: EngineReport;
  readonly sqlite: {readonly version: string | null; readonly problem: string | null};
  readonly kaggle: {
    /** Where the `kaggle` command is. */
    readonly command: string | null;
    readonly version: string | null;
    /** Where credentials were found, such as `KAGGLE_API_TOKEN` or a file; never what they are. */
    readonly credentials: string | null;
  };
  readonly machine: {
    /** Such as `linux x64`. */
    readonly platform: string;
    readonly cores: number;
    /** In bytes. */
    readonly memory: number;
    readonly free_memory: number;
  };
  readonly disk: {readonly folder: string; readonly free: number};
  /** Null where there is no workspace here. */
  readonly store: {readonly folder: string; readonly artifacts: number; readonly bytes: number} | null;
  /** What to do, the most pressing first. */
  readonly todo: readonly string[];
}

export interface EngineReport {
  readonly name: string;
  readonly version: string | null;
  /** What stands between it and JavaScript. */
  readonly binding: string | null;
  readonly where: string | null;
  /** Whether it was seen to load. */
  readonly loads: boolean;
  /** Why it does not. */
  readonly problem: string | null;
}
