/**
 * What became of one call of the Kaggle CLI. All its failures exit with 1, some of its interruptions with 0, so the text decides; and
 * the versions differ in text and stream: 1.6 and 1.7 print `403 - Forbidden - …` and 1.8 the bare message on stdout, 2.x prints the
 * message with a hint on stderr, but a 401 on stdout. Patterns are from runs and sources of 1.6.17, 1.7.4.5, 1.8.4 and 2.2.5.
 */
export type KaggleOutcome =
  | {readonly type: 'done'}
  | {readonly type: 'unauthorised'}
  | {readonly type: 'forbidden'; readonly said: string}
  | {readonly type: 'not-found'}
  | {readonly type: 'rate-limited'}
  | {readonly type: 'server-error'; readonly said: string}
  | {
      readonly type: 'unreachable';
      readonly how: 'name' | 'refused' | 'certificate' | 'other';
      readonly said: string;
    }
  | {readonly type: 'cut'; readonly said: string}
  | {readonly type: 'disk-full'}
  | {readonly type: 'not-writable'; readonly said: string}
  | {readonly type: 'module-missing'; readonly module: string}
  | {readonly type: 'interrupted'}
  | {readonly type: 'stalled'}
  | {readonly type: 'not-started'; readonly said: string}
  | {readonly type: 'crashed'; readonly said: string};

/** How a call ended, its words without progress bars and secrets. */
export interface KaggleRun {
  readonly exitCode: number | undefined;
  readonly signal?: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export function outcomeOf(run: KaggleRun): KaggleOutcome {
  if (run.exitCode === 0)
    // Python's CLI ends well when it is interrupted.
    return /^User cancelled operation/m.test(run.stdout) ? {type: 'interrupted'} : {type: 'done'};
  // The last word is on stderr where there is one; stdout then tells of earlier tries.
  return (
    recognise(run.stderr) ??
    recognise(run.stdout) ?? {
      type: 'crashed',
      said: lastLine(run.stderr) ?? lastLine(run.stdout) ?? endOf(run),
    }
  );
}

/** Python's text for a full disk or quota, on any system. */
export const saysDiskFull = (text: string): boolean =>
  /No space left on device|Disk quota exceeded|There is not enough space on the disk|\[Errno (?:28|122)\]/.test(
    text,
  );

const endOf = ({exitCode, signal}: KaggleRun): string =>
  signal === undefined ? `exit code ${exitCode ?? 'unknown'}, without a word` : `ended by ${signal}`;

function recognise(text: string): KaggleOutcome | undefined {
  if (text.trim() === '') return undefined;
  if (saysDiskFull(text)) return {type: 'disk-full'};
  const module = /ModuleNotFoundError: No module named '([^']+)'/.exec(text)?.[1];
  if (module !== undefined) return {type: 'module-missing', module};
  if (/\[Errno (?:13|30)\]|Permission denied: '|Read-only file system/.test(text))
    return {type: 'not-writable', said: lastLine(text) ?? ''};

  const unreachable = reachability(text);
  if (unreachable !== undefined) return {type: 'unreachable', how: unreachable, said: lastLine(text) ?? ''};
  if (
    /Authentication required|Unauthenticated|Unauthorized|Could not find kaggle\.json|\b401 (?:-|Client Error)/i.test(
      text,
    )
  )
    return {type: 'unauthorised'};
  if (/rate limited|too many requests|\b429 (?:-|Client Error)/i.test(text)) return {type: 'rate-limited'};
  if (
    /don't have access to this resource|\bForbidden\b|Permission '[^']*' was denied|must accept|\b403 (?:-|Client Error)/i.test(
      text,
    )
  )
    return {type: 'forbidden', said: serverMessage(text)};
  if (
    /resource was not found|\b404 (?:-|Client Error)|^(?:\w+(?:\.\w+)*: )?(?:dataset )?not found\b/im.test(
      text,
    )
  )
    return {type: 'not-found'};
  if (
    /problem on Kaggle's side|\b5\d\d (?:-|Server Error)|internal (?:server )?error|service unavailable|bad gateway|gateway time-?out/i.test(
      text,
    )
  )
    return {type: 'server-error', said: serverMessage(text)};
  if (
    /IncompleteRead|Connection broken|ChunkedEncodingError|ConnectionResetError|RemoteDisconnected|Connection aborted|ProtocolError|Read timed out|does not match expected size/.test(
      text,
    )
  )
    return {type: 'cut', said: lastLine(text) ?? ''};
  return undefined;
}

function reachability(text: string): 'name' | 'refused' | 'certificate' | 'other' | undefined {
  if (
    /NameResolutionError|name resolution|Name or service not known|nodename nor servname|getaddrinfo failed/.test(
      text,
    )
  )
    return 'name';
  if (/CERTIFICATE_VERIFY_FAILED|SSLError/.test(text)) return 'certificate';
  if (/Connection refused|\[Errno 111\]|\[WinError 10061\]/.test(text)) return 'refused';
  if (
    /Max retries exceeded|Failed to establish a new connection|Network is unreachable|ConnectTimeout|ProxyError/.test(
      text,
    )
  )
    return 'other';
  return undefined;
}

/** What the server said, without the number before it (1.6) and the hint after it (2.x). */
const serverMessage = (text: string): string =>
  (firstLine(text) ?? '')
    .replace(/^\d{3} - (?:[A-Z][A-Za-z ]* - )?/, '')
    .replace(/^(?:\w+\.)*\w*(?:Error|Exception): /, '');

const linesOf = (text: string): readonly string[] =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:Dataset URL|License\(s\)|Warning):? /.test(line));

const firstLine = (text: string): string | undefined =>
  clip(
    // A traceback's own words come last.
    text.includes('Traceback (most recent call last)') ? linesOf(text).at(-1) : linesOf(text)[0],
  );
/** The last line of substance; the CLI's advice about itself is not. */
const lastLine = (text: string): string | undefined =>
  clip(linesOf(text.split(/^If this is unexpected, you can re-run with/m)[0] ?? '').at(-1));

const clip = (line: string | undefined): string | undefined =>
  line === undefined || line.length <= 300 ? line : `${line.slice(0, 299)}…`;
