/** A name for each run of an execution: its experiment, and where several have one experiment, a number with it. */
export interface RunLabels {
  readonly add: (run: string, experiment: string) => string;
  readonly of: (run: string) => string;
  /** A sentence that speaks of runs by id, in labels. */
  readonly within: (text: string) => string;
}

export function runLabels(): RunLabels {
  const labels = new Map<string, string>();
  return {
    add: (run, experiment) => {
      const label = labelFor(experiment, [...labels.values()]);
      labels.set(run, label);
      return label;
    },
    of: (run) => labels.get(run) ?? run,
    within: (text) => withLabels(text, (run) => labels.get(run)),
  };
}

export function labelFor(experiment: string, taken: readonly string[]): string {
  if (!taken.includes(experiment)) return experiment;
  let number = 2;
  while (taken.includes(`${experiment}#${number}`)) number++;
  return `${experiment}#${number}`;
}

/** A sentence that speaks of runs by id, in labels where they are known. */
export const withLabels = (text: string, labelOf: (run: string) => string | undefined): string =>
  text.replace(/\brun (\S+)/g, (said, run: string) => labelOf(run) ?? said);
