/** What an artifact holds, so that a look at the disk tells whether it is still whole. */
export interface Manifest {
  readonly format: 1;
  readonly key: string;
  /** The stage that it was made for. */
  readonly stage: string;
  /** Content digest of the whole. */
  readonly digest: string;
  readonly made: Made;
  readonly files: readonly ManifestFile[];
}

export interface Made {
  /** When it was published: milliseconds since 1970. */
  readonly at: number;
  /** What it took to make. */
  readonly seconds: number;
  readonly threads: number;
}

export interface ManifestFile {
  /** Under `files/`, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Nanoseconds since 1970, as text: they are too many for a number. */
  readonly mtime: string;
  readonly sha256: string;
}

/** Undefined where the text is no whole manifest. Checked by hand: it stands on the path that has to be quick. */
export function readManifest(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const writeManifest = (manifest: Manifest): string => `${JSON.stringify(manifest)}\n`;

const isManifest = (value: unknown): value is Manifest =>
  isObject(value) &&
  value['format'] === 1 &&
  typeof value['key'] === 'string' &&
  typeof value['stage'] === 'string' &&
  typeof value['digest'] === 'string' &&
  isObject(value['made']) &&
  ['at', 'seconds', 'threads'].every((name) => typeof (value['made'] as Fields)[name] === 'number') &&
  Array.isArray(value['files']) &&
  value['files'].every(
    (file) =>
      isObject(file) &&
      typeof file['size'] === 'number' &&
      ['path', 'mtime', 'sha256'].every((name) => typeof file[name] === 'string'),
  );

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
