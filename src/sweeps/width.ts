/** How many trials may run side by side, and what holds it there. */
export interface Width {
  readonly lanes: number;
  readonly because: 'asked' | 'cores' | 'memory';
}

interface Machine {
  readonly cores: number;
  /** Bytes that programs may still take. */
  readonly memory: number;
}

interface Need {
  /** Lanes that were asked for. */
  readonly jobs?: number | undefined;
  /** Of each training. */
  readonly threads: number;
  /** Bytes, at the most, of each training; 0 where it is not known to need any. */
  readonly memory: number;
}

/** As many as were asked for, else as cores have room for; never more than memory holds, and one at least. */
export function widthFor({cores, memory}: Machine, need: Need): Width {
  const wanted: Width =
    need.jobs === undefined
      ? {lanes: Math.max(1, Math.floor(cores / need.threads)), because: 'cores'}
      : {lanes: need.jobs, because: 'asked'};
  const held = need.memory > 0 ? Math.max(1, Math.floor((memory * share) / need.memory)) : Infinity;
  return held < wanted.lanes ? {lanes: held, because: 'memory'} : wanted;
}

/** Of what is free: the rest is for whoever else works here. */
const share = 0.9;
