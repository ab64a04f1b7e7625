import {writeFile} from 'node:fs/promises';
import type {RunSummary} from '../../tracking/run-summary.ts';
import {compareCsv} from '../compare-csv.ts';
import {compareJson} from '../compare-json.ts';
import {compareMarkdown} from '../compare-markdown.ts';
import {compare} from '../comparison.ts';
import type {Directions} from './columns.ts';

/** Writes runs to a new file in the form that its ending names. Returns what to say about it. */
export async function exportRuns(
  file: string,
  runs: readonly RunSummary[],
  metrics: Directions,
): Promise<string> {
  const text = textOf(file, runs, metrics);
  if (text === undefined) return `${file} has no ending that is known: write .csv, .md or .json.`;
  try {
    // Nothing is written over: a slip of the finger must not cost anybody's notes.
    await writeFile(file, text, {flag: 'wx'});
    return `Written: ${file}`;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return code === 'EEXIST'
      ? `${file} is there already: choose another name.`
      : `${file} cannot be written (${code}).`;
  }
}

function textOf(file: string, runs: readonly RunSummary[], metrics: Directions): string | undefined {
  switch (/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? '') {
    case 'csv':
      return compareCsv(compare(runs, metrics));
    case 'md':
      return compareMarkdown(compare(runs, metrics));
    case 'json':
      return compareJson(runs);
    default:
      return undefined;
  }
}
