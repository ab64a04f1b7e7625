import type {Failure} from '../../runner/failure.ts';
import type {Credentials} from './credentials.ts';
import {downloadCancelled, keptOnFullDisk} from './failures.ts';
import type {KaggleOutcome} from './kaggle-outcome.ts';

/** The texts of what can befall a download from Kaggle. */

const otherSource = 'set download.source to sample or file';
const settingsPage = 'https://www.kaggle.com/settings/api';

export const kaggleMissing: Failure = {
  code: 'kaggle-missing',
  blame: 'outside',
  what: 'download.source is kaggle, and there is no `kaggle` command on PATH.',
  todo: `Install it with \`pip install kaggle six\`, or ${otherSource}.`,
};

export interface KaggleContext {
  /** `owner/name`, with `/version` where one is asked for. */
  readonly dataset: string;
  readonly command: string;
  readonly credentials: Credentials;
  /** How often it was tried. */
  readonly attempts: number;
  /** Where the archive is put. */
  readonly folder: string;
  /** Bytes that a later attempt can go on from. */
  readonly kept: number;
  readonly patienceMinutes: number;
}

/** The failure that an outcome stands for, once it is not tried again. */
export function kaggleFailure(
  outcome: Exclude<KaggleOutcome, {readonly type: 'done'}>,
  context: KaggleContext,
): Failure {
  const {dataset} = context;
  const page = `https://www.kaggle.com/datasets/${dataset.split('/').slice(0, 2).join('/')}`;
  const facts = {dataset, outcome: outcome.type, attempts: context.attempts};
  const times = context.attempts === 1 ? '' : `, ${context.attempts} times in a row`;
  switch (outcome.type) {
    case 'unauthorised':
      return context.credentials.from === undefined
        ? {
            code: 'kaggle-no-credentials',
            blame: 'outside',
            what: `Kaggle gives ${dataset} to people it knows only (401), and no credentials were found.`,
            todo: `Make an API token at ${settingsPage} and save it as ~/.kaggle/access_token, or ${otherSource}.`,
            facts,
          }
        : {
            code: 'kaggle-credentials-refused',
            blame: 'outside',
            what: `Kaggle refused the credentials from ${context.credentials.from} (401).`,
            todo: `Make a new API token at ${settingsPage} and put it there, or ${otherSource}.`,
            facts: {...facts, credentials: context.credentials.from},
          };
    case 'forbidden':
      return {
        code: 'kaggle-forbidden',
        blame: 'outside',
        what: `Kaggle does not let this account have ${dataset} (403).${quoted(outcome.said)}`,
        todo: `Open ${page} signed in with the same account and accept its rules; if no such page opens, the name is wrong or the data set is private.`,
        facts: {...facts, said: outcome.said, page},
      };
    case 'not-found':
      return {
        code: 'kaggle-not-found',
        blame: 'user',
        what: `Kaggle has no data set ${dataset} (404).`,
        todo: 'Set download.dataset to owner/name as they stand in its address, kaggle.com/datasets/owner/name, and check download.version if it is set.',
        facts: {...facts, page},
      };
    case 'rate-limited':
      return {
        code: 'kaggle-rate-limited',
        blame: 'outside',
        what: `Kaggle asked for fewer requests (429)${times}.`,
        todo: 'Wait some minutes and run again; whatever else downloads with this account counts too.',
        facts,
      };
    case 'server-error':
      return {
        code: 'kaggle-server-error',
        blame: 'outside',
        what: `Kaggle could not answer${times}.${quoted(outcome.said)}`,
        todo: 'The fault is on its side: see https://status.kaggle.com and run again later.',
        facts: {...facts, said: outcome.said},
      };
    case 'unreachable':
      return {
        code: 'kaggle-unreachable',
        blame: 'outside',
        what: `Kaggle could not be reached${times}: ${unreachable[outcome.how]}.`,
        todo: `Check the network, and HTTPS_PROXY if there is a proxy, and run again; or ${otherSource}.`,
        facts: {...facts, how: outcome.how, said: outcome.said},
      };
    case 'cut':
      return {
        code: 'kaggle-cut',
        blame: 'outside',
        what: `The download of ${dataset} broke off${times}.`,
        todo:
          context.kept > 0
            ? `Run again: ${megabytes(context.kept)} are kept, and it goes on from there.`
            : 'Run again when the network is steadier.',
        facts: {...facts, said: outcome.said, kept: context.kept},
      };
    case 'stalled':
      return {
        code: 'kaggle-stalled',
        blame: 'outside',
        what: `The download of ${dataset} stood still for ${minutes(context.patienceMinutes)}${times}.`,
        todo: 'Check the network and run again; download.timeout sets how long to wait, in minutes.',
        facts: {...facts, minutes: context.patienceMinutes},
      };
    case 'disk-full':
      return keptOnFullDisk(`downloading ${dataset}`, context.folder);
    case 'not-writable':
      return {
        code: 'kaggle-not-writable',
        blame: 'outside',
        what: `The kaggle command could not write a file: ${outcome.said}.`,
        todo: 'Check that you may write in your home folder and in the folder of the pipeline file.',
        facts: {...facts, said: outcome.said},
      };
    case 'module-missing':
      return {
        code: 'kaggle-module-missing',
        blame: 'outside',
        what: `The kaggle command at ${context.command} does not work: its Python lacks the module ${outcome.module}.`,
        todo: `Install it where kaggle is installed: \`pip install ${outcome.module}\`.`,
        facts: {...facts, module: outcome.module, command: context.command},
      };
    case 'interrupted':
      return {...downloadCancelled, what: 'The kaggle command was interrupted.', facts};
    case 'not-started':
      return {
        code: 'kaggle-not-started',
        blame: 'outside',
        what: `The kaggle command at ${context.command} could not be started (${outcome.said}).`,
        todo: 'Install it anew with `pip install --force-reinstall kaggle six`.',
        facts: {...facts, said: outcome.said, command: context.command},
      };
    case 'crashed':
      return {
        code: 'kaggle-crashed',
        blame: 'outside',
        what: `The kaggle command stopped: ${outcome.said}.`,
        todo: `Try \`kaggle datasets download -d ${dataset}\` by hand; \`pip install --upgrade kaggle six\` often helps.`,
        facts: {...facts, said: outcome.said, command: context.command},
      };
    default:
      return outcome satisfies never;
  }
}

/** Said when an attempt failed and another will be made. */
export const tryingAgain = (
  outcome: KaggleOutcome['type'] | 'archive-broken',
  next: {readonly attempt: number; readonly of: number; readonly seconds: number},
): string =>
  `${reasons[outcome] ?? 'It failed'}; trying again in ${next.seconds.toFixed(1)} s (attempt ${next.attempt} of ${next.of}).`;

const reasons: Readonly<Partial<Record<KaggleOutcome['type'] | 'archive-broken', string>>> = {
  'rate-limited': 'Kaggle asks for fewer requests (429)',
  'server-error': 'Kaggle could not answer',
  unreachable: 'Kaggle could not be reached',
  cut: 'The download broke off',
  stalled: 'The download stood still',
  crashed: 'The kaggle command stopped',
  'archive-broken': 'What came is not a whole archive',
};

const unreachable = {
  name: 'its name could not be looked up',
  refused: 'the connection was refused',
  certificate: 'its certificate could not be checked',
  other: 'no connection came about',
} as const;

const quoted = (said: string): string => (said === '' ? '' : ` It says: ${said}`);
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
const minutes = (count: number): string => (count === 1 ? 'a minute' : `${count} minutes`);
