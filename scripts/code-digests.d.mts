/** The code of the stages, as the build tells it to the program. */
export interface Code {
  /** Module (a path under `src/` without extension) → digest of its code and of all local modules it reaches. */
  readonly digests: Readonly<Record<string, string>>;
  /** Path under `src/` → digest of its code; digest of a module → paths of the files it is made of. */
  readonly behind: {
    readonly files: Readonly<Record<string, string>>;
    readonly reached: Readonly<Record<string, readonly string[]>>;
  };
}

export function codeOf(source: string): Promise<Code>;
