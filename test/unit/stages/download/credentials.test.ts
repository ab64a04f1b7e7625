import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {findCredentials, secretsOf} from '../../../../src/stages/download/credentials.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'epochal-home-'));
});
afterEach(() => rm(home, {recursive: true, force: true}));

async function file(path: string, text: string): Promise<string> {
  const whole = join(home, path);
  await mkdir(dirname(whole), {recursive: true});
  await writeFile(whole, text);
  return whole;
}
const keyPair = '{"username":"alice","key":"0123456789"}';

it('finds nothing where nothing is', async () => {
  expect(await findCredentials({HOME: home})).toEqual({kind: 'none'});
  expect(await secretsOf({HOME: home})).toEqual([]);
});

it('finds them in the order of the CLI', async () => {
  const env = {HOME: home};
  const oauth = await file('.kaggle/credentials.json', '{"refresh_token":"refresh-1","username":"alice"}');
  expect(await findCredentials(env)).toEqual({kind: 'oauth', from: oauth});
  const json = await file('.kaggle/kaggle.json', keyPair);
  expect(await findCredentials(env)).toEqual({kind: 'kaggle.json', from: json});
  const withKey = {...env, KAGGLE_USERNAME: 'alice', KAGGLE_KEY: 'abcdef'};
  expect(await findCredentials(withKey)).toEqual({
    kind: 'username+key',
    from: 'KAGGLE_USERNAME and KAGGLE_KEY',
  });
  const token = await file('.kaggle/access_token', 'KGAT_file\n');
  expect(await findCredentials(withKey)).toEqual({kind: 'token', from: token});
  const all = {...withKey, KAGGLE_API_TOKEN: 'KGAT_env'};
  expect(await findCredentials(all)).toEqual({kind: 'token', from: 'KAGGLE_API_TOKEN'});

  const basic = (text: string) => Buffer.from(text).toString('base64');
  expect(await secretsOf(all)).toEqual([
    'KGAT_env',
    'KGAT_file',
    'abcdef',
    basic('alice:abcdef'),
    '0123456789',
    basic('alice:0123456789'),
    'refresh-1',
  ]);
});

it.each([
  ['KAGGLE_CONFIG_DIR', 'elsewhere/kaggle.json', {KAGGLE_CONFIG_DIR: 'elsewhere'}],
  ['XDG_CONFIG_HOME', 'xdg/kaggle/kaggle.json', {XDG_CONFIG_HOME: 'xdg'}],
  ['~/.config', '.config/kaggle/kaggle.json', {}],
])('looks for kaggle.json by %s', async (_, path, env) => {
  const json = await file(path, keyPair);
  const absolute = Object.fromEntries(
    Object.entries(env).map(([name, folder]) => [name, join(home, folder)]),
  );
  expect(await findCredentials({HOME: home, ...absolute})).toEqual({kind: 'kaggle.json', from: json});
});

it('knows that ~/.kaggle hides ~/.config/kaggle, and that the CLI skips what it cannot read', async () => {
  await file('.config/kaggle/kaggle.json', keyPair);
  await file('.kaggle/kaggle.json', '{"username":"alice"');
  expect(await findCredentials({HOME: home})).toEqual({kind: 'none'});
});

it('reads a token from the file that KAGGLE_API_TOKEN names', async () => {
  const path = await file('token', 'KGAT_far\n');
  expect(await secretsOf({HOME: home, KAGGLE_API_TOKEN: path})).toEqual(['KGAT_far']);
});
