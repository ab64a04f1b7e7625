/** Module (a path under `src/` without extension) → digest of its code and of all local modules it reaches. */
export function codeDigests(source: string): Promise<Readonly<Record<string, string>>>;
