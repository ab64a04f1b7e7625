import type {DeclaredVariable} from './pipeline.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Variables that a stage of the pipeline's own is given without declaring them: where programs are and who is working.
 * All others are kept from it, since they could decide its result behind the key's back.
 */
const base = /^(PATH|HOME|USER|LOGNAME|SHELL|TERM|TZ|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_[A-Z]+)$/;

export const baseEnvironment = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => base.test(name)));

/** Name → value, for the key and for the stage. One that is nowhere set is left out. */
export const declaredValues = (
  declared: readonly DeclaredVariable[],
  env: Env,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    declared.flatMap(({name, value = env[name]}) => (value === undefined ? [] : [[name, value] as const])),
  );
