/** `500MB`, `20GB`, `1.5TB`, `10GiB`, `0` → bytes; undefined where it is no size. */
export function byteSize(text: string): number | undefined {
  const [, amount, prefix = '', binary] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text.trim()) ?? [];
  if (amount === undefined) return undefined;
  const base = binary === '' ? 1000 : 1024;
  return Math.floor(Number(amount) * base ** ['', 'k', 'm', 'g', 't'].indexOf(prefix.toLowerCase()));
}
