/** What may be given to the verbs about the machine: as `verbs/machine.ts` declares it, and the verbs take it. */

export interface DoctorOptions {
  readonly json?: true;
}

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];
