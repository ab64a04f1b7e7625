/** How long ago, in a few columns: `12s`, `5m`, `3h`, `4d`, `7w`, `2y`. */
export function age(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h`;
  const days = Math.floor(whole / 86_400);
  if (days < 14) return `${days}d`;
  return days < 730 ? `${Math.floor(days / 7)}w` : `${Math.floor(days / 365)}y`;
}
