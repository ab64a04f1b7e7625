import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import {delimiter, join, resolve} from 'node:path';
import {findCredentials, type CredentialsKind} from './credentials.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What `doctor` wants to know. No secret is in it. */
export interface KaggleStatus {
  /** The command's path. */
  readonly command: string | undefined;
  readonly version?: string;
  readonly credentials: CredentialsKind;
  /** Where the credentials are: a file's path, or the variables' names. */
  readonly from?: string;
}

/** Whether the Kaggle CLI is there, which version, and whose credentials it would use. Starts the command once. */
export async function kaggleStatus(env: Env): Promise<KaggleStatus> {
  const [command, credentials] = await Promise.all([findKaggle(env), findCredentials(env)]);
  const version = command === undefined ? undefined : await versionOf(command, env);
  return {
    command,
    ...(version === undefined ? {} : {version}),
    credentials: credentials.kind,
    ...(credentials.from === undefined ? {} : {from: credentials.from}),
  };
}

/** The `kaggle` on PATH, absolute. */
export async function findKaggle(env: Env): Promise<string | undefined> {
  const names = process.platform === 'win32' ? ['kaggle.exe', 'kaggle.cmd', 'kaggle.bat'] : ['kaggle'];
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const name of names) {
      const path = resolve(join(folder, name));
      if (await isProgram(path)) return path;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function versionOf(command: string, env: Env): Promise<string | undefined> {
  const {execa} = await import('execa');
  const {stdout} = await execa(command, ['--version'], {
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 20_000,
  });
  // `Kaggle CLI 2.2.5`, earlier `Kaggle API 1.6.17`
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0];
}
