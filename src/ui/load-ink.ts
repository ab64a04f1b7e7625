/**
 * Unless told otherwise React takes its development build, which is slow and keeps a record of every frame for as long as it runs.
 * Told only while it loads: stages inherit the environment.
 */
export async function loadForProduction<Module>(load: () => Promise<Module>): Promise<Module> {
  if (process.env['NODE_ENV'] !== undefined) return load();
  process.env['NODE_ENV'] = 'production';
  try {
    return await load();
  } finally {
    delete process.env['NODE_ENV'];
  }
}
