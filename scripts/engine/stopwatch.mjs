/** Tells the seconds since it was made, to a tenth. */
export const stopwatch = () => {
  const start = process.hrtime.bigint();
  return () => (Number(process.hrtime.bigint() - start) / 1e9).toFixed(1);
};
