import {readFile, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {z} from 'zod';

type Env = Readonly<Record<string, string | undefined>>;

export type CredentialsKind = 'token' | 'username+key' | 'kaggle.json' | 'oauth' | 'none';

/** Which credentials the Kaggle CLI will use and where they are; never what they are. */
export interface Credentials {
  readonly kind: CredentialsKind;
  /** A file's path, or the variables' names. */
  readonly from?: string;
}

/** Those found, first hit wins, in the order of the CLI 2.x (`authenticate` in kaggle_api_extended.py). */
export async function findCredentials(env: Env): Promise<Credentials> {
  const {credentials} = await read(env);
  return credentials;
}

/** Every secret that could show up in what the CLI prints, for hiding it. Not to be recorded or shown. */
export async function secretsOf(env: Env): Promise<readonly string[]> {
  const {secrets} = await read(env);
  return secrets;
}

async function read(
  env: Env,
): Promise<{readonly credentials: Credentials; readonly secrets: readonly string[]}> {
  const found: Credentials[] = [];
  const secrets: string[] = [];
  const home = env['HOME'] ?? homedir();

  const token = env['KAGGLE_API_TOKEN'];
  if (token !== undefined && token !== '') {
    found.push({kind: 'token', from: 'KAGGLE_API_TOKEN'});
    secrets.push((await textOf(token)) ?? token);
  }
  for (const name of ['access_token', 'access_token.txt']) {
    const path = join(home, '.kaggle', name);
    const text = await textOf(path);
    if (text === undefined || text === '') continue;
    found.push({kind: 'token', from: path});
    secrets.push(text);
  }

  const {KAGGLE_USERNAME: username, KAGGLE_KEY: key} = env;
  if (key !== undefined && key !== '') {
    if (username !== undefined && username !== '')
      found.push({kind: 'username+key', from: 'KAGGLE_USERNAME and KAGGLE_KEY'});
    secrets.push(key, basic(username ?? '', key));
  }
  const keyFile = join(await configFolder(env, home), 'kaggle.json');
  const keyPair = jsonAs(keyPairSchema, await textOf(keyFile));
  if (keyPair !== undefined) {
    found.push({kind: 'kaggle.json', from: keyFile});
    secrets.push(keyPair.key, basic(keyPair.username, keyPair.key));
  }

  const oauthFile = join(home, '.kaggle', 'credentials.json');
  const oauth = jsonAs(oauthSchema, await textOf(oauthFile));
  if (oauth !== undefined) {
    found.push({kind: 'oauth', from: oauthFile});
    secrets.push(oauth.refresh_token, oauth.access_token ?? '');
  }
  return {credentials: found[0] ?? {kind: 'none'}, secrets: secrets.filter((secret) => secret !== '')};
}

const keyPairSchema = z.object({username: z.string().min(1), key: z.string().min(1)});
const oauthSchema = z.object({refresh_token: z.string().min(1), access_token: z.string().optional()});

/** Where the CLI looks for `kaggle.json`. */
async function configFolder(env: Env, home: string): Promise<string> {
  const named = env['KAGGLE_CONFIG_DIR'];
  if (named !== undefined && named !== '') return named;
  const old = join(home, '.kaggle');
  const there = await stat(old).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (there || process.platform !== 'linux') return old;
  const xdg = env['XDG_CONFIG_HOME'];
  return join(xdg === undefined || xdg === '' ? join(home, '.config') : xdg, 'kaggle');
}

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );

/** A file the CLI cannot read counts as absent there, silently, and so it does here. */
function jsonAs<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What HTTP Basic makes of them. */
const basic = (username: string, key: string): string => Buffer.from(`${username}:${key}`).toString('base64');
