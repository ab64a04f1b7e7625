/** What is used of jstat, which has no types of its own. */
declare module 'jstat' {
  interface Distributions {
    readonly normal: {
      readonly cdf: (x: number, mean: number, deviation: number) => number;
      readonly inv: (probability: number, mean: number, deviation: number) => number;
    };
    readonly studentt: {
      /** The probability of at most x. */
      readonly cdf: (x: number, freedom: number) => number;
      readonly inv: (probability: number, freedom: number) => number;
    };
  }
  const jstat: {readonly jStat: Distributions};
  export default jstat;
}
