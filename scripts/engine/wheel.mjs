// TensorFlow's wheel from PyPI.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {firstThatAnswers, run} from './command.mjs';
import {sha256} from './manifest.mjs';
import {tensorflow} from './pins.mjs';

/** Downloads the wheel into `folder`: `{ok: true, path}` or `{ok: false, why}`. */
export const downloadWheel = async (wheel, folder, env) => {
  await mkdir(folder, {recursive: true});
  const downloaded = await download(wheel, folder, env);
  if (!downloaded.ok) return downloaded;
  const path = join(folder, wheel.file);
  if ((await sha256(path)) !== wheel.sha256)
    return {ok: false, why: `${wheel.file} is not the file it should be`};
  return {ok: true, path};
};

const download = async (wheel, folder, env) => {
  const pip = await firstThatAnswers(
    [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']],
    env,
  );
  if (pip !== undefined) return downloadByPip(pip, wheel, folder, env);
  const python = await firstThatAnswers([['python3'], ['python']], env);
  if (python !== undefined) return downloadByPython(python, wheel, folder, env);
  return {ok: false, why: "PyPI: neither pip nor Python is on PATH to fetch TensorFlow's library with"};
};

/** pip knows the user's index, proxy and certificates, and compares the hash itself. */
const downloadByPip = async ([file, ...args], wheel, folder, env) => {
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${wheel.project}==${tensorflow.version} --hash=sha256:${wheel.sha256}\n`);
  // Any Python may do the fetching, so the wheel's own is named. What pip would keep, we keep unpacked.
  const target = ['--python-version', '3.11', '--implementation', 'cp', '--platform', wheel.platform];
  return run(
    file,
    [...args, 'download', '--quiet', '--no-cache-dir', '--disable-pip-version-check', '--no-deps'].concat([
      '--only-binary=:all:',
      ...target,
      '--require-hashes',
      '-r',
      requirements,
      '-d',
      folder,
    ]),
    // pip's own half-made files must go where ours go when an install is interrupted.
    {env: {...env, TMPDIR: folder}},
  );
};

/** Many images of Node have Python, for node-gyp, without pip. */
const downloadByPython = ([file, ...args], wheel, folder, env) =>
  run(
    file,
    [...args, '-c', 'import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])'].concat([
      wheel.url + wheel.file,
      join(folder, wheel.file),
    ]),
    {env},
  );
