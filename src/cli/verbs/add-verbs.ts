import type {Command} from 'commander';

interface Around {
  /** Makes what commander calls of what a verb does, whose exit code is the program's. */
  readonly verb: <Given extends unknown[]>(
    action: (...given: Given) => Promise<number>,
  ) => (...given: Given) => Promise<void>;
  readonly env: Record<string, string | undefined>;
}

/** Adds a group of verbs to the program: arguments, options, and what loads when one is named. */
export type AddVerbs = (program: Command, around: Around) => void;
