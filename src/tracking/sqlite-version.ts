import {openDatabase} from './open-database.ts';

/** Of the library that records runs. Throws where it does not load. */
export function sqliteVersion(): string {
  const database = openDatabase(':memory:');
  try {
    return database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? 'unknown';
  } finally {
    database.close();
  }
}
