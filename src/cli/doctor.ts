import {existsSync} from 'node:fs';
import {readdir, stat, statfs} from 'node:fs/promises';
import {availableParallelism, freemem, totalmem} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {engineInfo} from '../ml/engine-info.ts';
import {exitCodes} from '../runner/failure.ts';
import {kaggleStatus} from '../stages/download/kaggle-command.ts';
import type {DoctorReport, EngineReport} from '../ui/doctor-report.ts';
import {doctorText} from '../ui/doctor-text.ts';
import {beside} from './beside.ts';
import type {DoctorOptions} from './options/machine.ts';
import {print} from './say.ts';
import {version} from './version.ts';
import {workspaceOf} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal doctor`: what works here. Exits with 3 where runs cannot work as they should. */
export async function doctorVerb(options: DoctorOptions, env: Env): Promise<number> {
  const [engine, sqlite, kaggle, disk, store] = await Promise.all([
    engineReport(env),
    sqliteReport(),
    kaggleStatus(env),
    statfs('.'),
    storeReport(workspaceOf('pipeline.yaml').artifacts),
  ]);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const node = {
    version: process.versions.node,
    supported: major > 20 || (major === 20 && minor >= 15),
    wanted: '20.15 or newer',
  };
  const free = disk.bavail * disk.bsize;
  const credentials = kaggle.credentials === 'none' ? null : (kaggle.from ?? kaggle.credentials);
  const report: DoctorReport = {
    version,
    node,
    engine: engine.report,
    sqlite,
    kaggle: {command: kaggle.command ?? null, version: kaggle.version ?? null, credentials},
    machine: {
      platform: `${process.platform} ${process.arch}`,
      cores: availableParallelism(),
      memory: totalmem(),
      free_memory: freemem(),
    },
    disk: {folder: process.cwd(), free},
    store,
    todo: [
      ...(node.supported ? [] : [`Use Node ${node.wanted}.`]),
      ...engine.todo,
      ...(sqlite.problem === null ? [] : ['Run "npm rebuild better-sqlite3".']),
      ...(free < lowDisk ? ['Free some disk space: a study takes a few hundred megabytes.'] : []),
      ...(kaggle.command === undefined ? ['To fetch data from Kaggle: pip install kaggle.'] : []),
      ...(credentials === null
        ? [
            'For Kaggle: put an API token in ~/.kaggle/access_token, or set KAGGLE_API_TOKEN. Without, the built-in sample is used.',
          ]
        : []),
    ],
  };
  await print(options.json === true ? JSON.stringify(report, undefined, 2) : doctorText(report));
  return engine.report.loads && node.supported && sqlite.problem === null ? 0 : exitCodes.outside;
}

/** Bytes. */
const lowDisk = 2e9;

/** Loads the engine in a process of its own: a native library that crashes must not take the doctor with it. */
async function engineReport(
  env: Env,
): Promise<{readonly report: EngineReport; readonly todo: readonly string[]}> {
  const info = engineInfo({env});
  if (!info.ok) {
    const name = env['EPOCHAL_ENGINE'] ?? 'tensorflow';
    return {
      report: {name, version: null, binding: null, where: null, loads: false, problem: info.failure.what},
      todo: [info.failure.todo],
    };
  }
  const {name, version: ofEngine, binding} = info.value;
  const tried = await execa(process.execPath, [beside('child.js'), 'try-engine', name], {
    env,
    extendEnv: false,
    reject: false,
    timeout: 60_000,
  });
  const problem =
    tried.exitCode === 0
      ? null
      : tried.stderr.trim() || `it ended with ${tried.signal ?? `exit code ${tried.exitCode ?? '?'}`}`;
  const slow =
    name === 'wasm' && env['EPOCHAL_ENGINE'] !== 'wasm'
      ? [
          'Native TensorFlow is not installed, and training is slow without: "npm rebuild epochal" (in a checkout: "node scripts/postinstall.mjs") says why.',
        ]
      : [];
  return {
    report: {name, version: ofEngine, binding, where: null, loads: problem === null, problem},
    todo:
      problem === null
        ? slow
        : [
            'Run "npm rebuild epochal" (in a checkout: "node scripts/postinstall.mjs"), or set EPOCHAL_ENGINE=wasm.',
          ],
  };
}

async function sqliteReport(): Promise<DoctorReport['sqlite']> {
  try {
    const {sqliteVersion} = await import('../tracking/sqlite-version.ts');
    return {version: sqliteVersion(), problem: null};
  } catch (error) {
    return {version: null, problem: error instanceof Error ? error.message : String(error)};
  }
}

async function storeReport(folder: string): Promise<DoctorReport['store']> {
  if (!existsSync(folder)) return null;
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(file.parentPath, file.name)).then(
        ({size}) => size,
        () => 0,
      ),
    ),
  );
  return {
    folder,
    artifacts: files.filter(({name}) => name === 'manifest.json').length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}
