/** What the operating system refused, taken from what Node throws. Anything else is a bug, and thrown on. */
export function systemError(error: unknown): {readonly code: string; readonly reason: string} {
  if (error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string')
    return {code: error.code, reason: /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? error.code};
  throw error;
}
