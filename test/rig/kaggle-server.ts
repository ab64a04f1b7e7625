import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createHash} from 'node:crypto';
import {once} from 'node:events';

/**
 * Kaggle's API as far as a download needs it, on loopback. It answers the CLI 2.x, which reaches it as an HTTP proxy (absolute
 * addresses in request lines), and 1.6 (`KAGGLE_API_ENDPOINT`). What it answers is set call by call.
 */
export interface KaggleServer {
  /** Environment that makes the CLI talk to this server. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: readonly SeenRequest[];
  /** Resolves when a transfer has sent what it will send and holds the connection open. */
  readonly holding: Promise<void>;
  /** Resolves when the CLI has left a held transfer. */
  readonly left: Promise<void>;
  readonly close: () => Promise<void>;
}

interface SeenRequest {
  /** `metadata`, `download` and `introspect` of the API, or the `file` itself. */
  readonly call: Call;
  readonly authorization?: string;
  readonly range?: string;
  readonly version?: number;
}

type Call = 'introspect' | 'metadata' | 'download' | 'file';

export interface KaggleBehaviour {
  readonly archive?: Buffer;
  /** What the API answers to each call of `download` in turn; the last goes on for ever. Default: it redirects to the file. */
  readonly download?: readonly Answer[];
  readonly metadata?: readonly Answer[];
  readonly introspect?: readonly Answer[];
  /** How each transfer of the file goes, in turn; the last goes on for ever. Default: well. */
  readonly file?: readonly Transfer[];
}

type Answer = 'well' | {readonly status: number; readonly message: string} | 'silence';

type Transfer =
  | 'well'
  /** The connection ends after so many bytes, short of Content-Length. */
  | {readonly cutAt: number}
  /** So many bytes are served as if they were all. */
  | {readonly only: number}
  /** Sends so many bytes, then nothing, and keeps the connection. */
  | {readonly holdAt: number};

export async function startKaggle(behaviour: KaggleBehaviour = {}): Promise<KaggleServer> {
  const archive = behaviour.archive ?? Buffer.alloc(0);
  const etag = `"${createHash('sha256').update(archive).digest('hex').slice(0, 16)}"`;
  const requests: SeenRequest[] = [];
  const holding = moment();
  const left = moment();
  const turns = new Map<Call, number>();
  const next = <T>(call: Call, answers: readonly T[] | undefined): T | 'well' => {
    const turn = turns.get(call) ?? 0;
    turns.set(call, turn + 1);
    return answers === undefined ? 'well' : (answers[Math.min(turn, answers.length - 1)] ?? 'well');
  };

  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {pathname, origin} = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    const call = callOf(pathname);
    if (call === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = await textOf(request);
    requests.push(seen(call, request, body));
    if (call === 'file') {
      send(next(call, behaviour.file), request, response);
      return;
    }
    const said = next(call, behaviour[call]);
    if (said === 'silence') {
      holding.resolve();
      response.on('close', () => left.resolve());
    } else if (said !== 'well') json(response, said.status, {code: said.status, message: said.message});
    else if (call === 'introspect') json(response, 200, {active: true, username: 'alice'});
    else if (call === 'metadata') json(response, 200, {info: {licenses: [{name: 'CC0-1.0'}]}});
    else response.writeHead(302, {location: `${origin}/files/archive.zip`, 'content-length': 0}).end();
  }

  function send(transfer: Transfer, request: IncomingMessage, response: ServerResponse): void {
    const {range} = request.headers;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const valid = from > 0 && (request.headers['if-range'] ?? etag) === etag;
    const body = valid ? archive.subarray(from) : archive;
    response.writeHead(valid ? 206 : 200, {
      'content-type': 'application/zip',
      'accept-ranges': 'bytes',
      etag,
      'last-modified': 'Tue, 01 Nov 2022 10:00:00 GMT',
      ...(valid ? {'content-range': `bytes ${from}-${archive.length - 1}/${archive.length}`} : {}),
      'content-length': typeof transfer === 'object' && 'only' in transfer ? transfer.only : body.length,
    });
    if (transfer === 'well') response.end(body);
    else if ('only' in transfer) response.end(body.subarray(0, transfer.only));
    else if ('cutAt' in transfer)
      response.write(body.subarray(0, transfer.cutAt), () => request.socket.destroySoon());
    else {
      response.on('close', () => left.resolve());
      response.write(body.subarray(0, transfer.holdAt), () => holding.resolve());
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    env: {
      KAGGLE_API_ENVIRONMENT: 'LOCALHOST',
      http_proxy: `http://127.0.0.1:${port}`,
      // For 1.6, which knows no proxy.
      KAGGLE_API_ENDPOINT: `http://127.0.0.1:${port}`,
    },
    requests,
    holding: holding.promise,
    left: left.promise,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Something that happens once. */
function moment(): {readonly promise: Promise<void>; readonly resolve: () => void} {
  let resolve = () => {};
  const promise = new Promise<void>((happened) => {
    resolve = happened;
  });
  return {promise, resolve};
}

function callOf(path: string): Call | undefined {
  if (path.endsWith('/IntrospectToken')) return 'introspect';
  if (path.endsWith('/GetDatasetMetadata') || path.includes('/datasets/metadata/')) return 'metadata';
  if (path.endsWith('/DownloadDataset') || path.includes('/datasets/download/')) return 'download';
  return path === '/files/archive.zip' ? 'file' : undefined;
}

function seen(call: Call, request: IncomingMessage, body: string): SeenRequest {
  const {authorization, range} = request.headers;
  const version = /"datasetVersionNumber":\s*(\d+)/.exec(body)?.[1];
  return {
    call,
    ...(authorization === undefined ? {} : {authorization}),
    ...(range === undefined ? {} : {range}),
    ...(version === undefined ? {} : {version: Number(version)}),
  };
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(value));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += String(chunk);
  return text;
}
