/** What the program's output goes to, read once from the environment. */
export interface Terminal {
  /** A person watches a screen that can be redrawn: only then is Ink loaded. */
  readonly interactive: boolean;
  readonly colour: boolean;
  /** Width in columns; undefined in a pipe, where nothing is cut. */
  readonly columns?: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `NO_COLOR` (any text, see no-color.org) wins over `FORCE_COLOR`; `TERM=dumb` and `CI` end interaction; `COLUMNS` gives a pipe a width.
 */
export function readTerminal(env: Env, output: {isTTY?: boolean; columns?: number}): Terminal {
  const isScreen = output.isTTY === true && env['TERM'] !== 'dumb';
  // A terminal that nobody told its size, as of `docker exec -t` in scripts, says 0.
  const isSized = output.columns !== 0;
  const columns = (isSized ? output.columns : undefined) ?? positive(env['COLUMNS']);
  return {
    interactive: isScreen && isSized && !isSet(env['CI']),
    colour: !isSet(env['NO_COLOR']) && (isSet(env['FORCE_COLOR']) ? env['FORCE_COLOR'] !== '0' : isScreen),
    ...(columns === undefined ? {} : {columns}),
  };
}

/** Ink and chalk do not know `NO_COLOR`: tell them in the one way they understand. Must come before they load. */
export function tellLibraries(env: Record<string, string | undefined>, terminal: Terminal): void {
  env['FORCE_COLOR'] = terminal.colour ? (env['FORCE_COLOR'] ?? '1') : '0';
}

const isSet = (value: string | undefined) => value !== undefined && value !== '';

const positive = (text: string | undefined): number | undefined => {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
};
