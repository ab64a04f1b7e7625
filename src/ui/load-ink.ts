/**
 * Unless told otherwise React takes its development build, which is slow and keeps a record of every frame for as long as it runs; and
 * Ink draws nothing before the end where there is a variable `CI`, if only an empty one: whether a person watches was decided before.
 * Told only while they load: stages inherit the environment.
 */
export async function loadForProduction<Module>(load: () => Promise<Module>): Promise<Module> {
  const {env} = process;
  const told = {NODE_ENV: env['NODE_ENV'] ?? 'production', CI: 'false', CONTINUOUS_INTEGRATION: 'false'};
  const before = Object.keys(told).map((name) => [name, env[name]] as const);
  Object.assign(env, told);
  try {
    return await load();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(env, name);
      else env[name] = value;
    }
  }
}
