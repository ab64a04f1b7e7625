const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A line of blocks, low to high, for the values in order; of more values than columns, each column is the mean of its share. */
export function spark(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  const means = Array.from({length: columns}, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const share = values.slice(
      from,
      Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns)),
    );
    return share.reduce((sum, value) => sum + value, 0) / share.length;
  });
  const finite = means.filter((mean) => Number.isFinite(mean));
  const low = Math.min(...finite);
  const range = Math.max(...finite) - low;
  return means
    .map((mean) => {
      if (!Number.isFinite(mean)) return '×';
      const level = range === 0 ? 0 : Math.round(((mean - low) / range) * (levels.length - 1));
      return levels[level] ?? '';
    })
    .join('');
}
