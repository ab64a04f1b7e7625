import {cp, mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, onTestFinished, test} from 'vitest';
import {makeWorkspace} from '../rig/epochal.ts';

const repository = join(import.meta.dirname, '../..');

test('the program works from a folder with spaces and signs in its name', async () => {
  const place = await mkdtemp(join(tmpdir(), 'epochal at home 100%20 '));
  onTestFinished(() => rm(place, {recursive: true}));
  await cp(join(repository, 'dist'), join(place, 'dist'), {
    recursive: true,
    filter: (file) => !file.endsWith('.map'),
  });
  await cp(join(repository, 'package.json'), join(place, 'package.json'));
  await symlink(join(repository, 'node_modules'), join(place, 'node_modules'));
  const workspace = await makeWorkspace({
    'pipeline.yaml': 'name: mine\nstages:\n  make: {uses: ./make.ts}\n',
    'make.ts': 'export default {run: () => undefined};\n',
  });
  onTestFinished(workspace.remove);
  const epochal = (...words: string[]) =>
    execa(process.execPath, [join(place, 'dist/cli.js'), ...words], {cwd: workspace.folder, reject: false});
  for (const words of [
    ['run', '--dry'],
    ['run', '--plain'],
    ['why', 'make'],
    ['gc', '--dry'],
  ])
    expect(await epochal(...words)).toMatchObject({exitCode: 0, stderr: ''});
});
