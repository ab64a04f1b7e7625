import {describe, expect, it} from 'vitest';
import {outcomeOf} from '../../../../src/stages/download/kaggle-outcome.ts';

const failed = (stdout: string, stderr: string) => outcomeOf({exitCode: 1, stdout, stderr});
const head = 'Dataset URL: https://www.kaggle.com/datasets/a/b\nLicense(s): CC0-1.0\n';
const traceback = (last: string) =>
  `Traceback (most recent call last):\n  File "/v/bin/kaggle", line 8, in <module>\n    sys.exit(main())\n${last}\n`;

describe('outcomeOf', () => {
  it.each([
    ['2.x', 'Authentication required to call the Kaggle API.\n\nFirst, you will need …', ''],
    ['2.x, a bad token', '', traceback('requests.exceptions.HTTPError: Unauthenticated')],
    ['2.x, no JSON', '', '401 Client Error: Unauthorized for url: http://localhost/api\n'],
    ['1.8', `${head}Unauthenticated\n`, ''],
    ['1.6', '401 - Unauthorized - Unauthenticated\n', ''],
    [
      '1.6, nothing set up',
      '',
      traceback("OSError: Could not find kaggle.json. Make sure it's located in /home/ada/.config/kaggle."),
    ],
  ])('knows a 401 of %s', (_, stdout, stderr) => {
    expect(failed(stdout, stderr)).toEqual({type: 'unauthorised'});
  });

  it.each([
    [
      '2.x',
      head,
      "Permission 'datasets.get' was denied\n\nYou don't have access to this resource.\nIf this is a competition, you may need to accept its rules first at\n  https://www.kaggle.com/competitions/<competition>/rules\n",
    ],
    ['1.8', `${head}Permission 'datasets.get' was denied\n`, ''],
    ['1.6', "403 - Forbidden - Permission 'datasets.get' was denied\n", ''],
  ])('knows a 403 of %s, and what the server says', (_, stdout, stderr) => {
    expect(failed(stdout, stderr)).toEqual({
      type: 'forbidden',
      said: "Permission 'datasets.get' was denied",
    });
  });

  it.each([
    [
      '2.x',
      '',
      'Dataset not found\n\nThe resource was not found. Check the spelling of the reference you passed.\n',
    ],
    ['1.8', 'Not found\n', ''],
    ['1.6', '404 - Not Found - Dataset not found\n', ''],
  ])('knows a 404 of %s', (_, stdout, stderr) => {
    expect(failed(stdout, stderr)).toEqual({type: 'not-found'});
  });

  it.each([
    ['2.x', '', 'Slow down\n\nYou have been rate limited. Wait a little while before retrying.\n'],
    ['1.8', 'Too many requests\n', ''],
    ['1.6', '429 - Too Many Requests\n', ''],
  ])('knows a 429 of %s', (_, stdout, stderr) => {
    expect(failed(stdout, stderr)).toEqual({type: 'rate-limited'});
  });

  it.each([
    [
      '2.x',
      '',
      "boom\n\nThis is a problem on Kaggle's side, not with your command. Please try again later.\n",
      'boom',
    ],
    [
      '2.x, no JSON',
      '',
      "503 Server Error: Service Unavailable for url: http://localhost/api\n\nThis is a problem on Kaggle's side, not with your command.\n",
      '503 Server Error: Service Unavailable for url: http://localhost/api',
    ],
    ['1.6', '500 - Internal Server Error\n', '', 'Internal Server Error'],
  ])('knows an error of the server of %s', (_, stdout, stderr, said) => {
    expect(failed(stdout, stderr)).toEqual({type: 'server-error', said});
  });

  it.each([
    [
      'name',
      "HTTPSConnectionPool(host='api.kaggle.com', port=443): Max retries exceeded with url: /v1 (Caused by NameResolutionError(\"HTTPSConnection(host='api.kaggle.com', port=443): Failed to resolve 'api.kaggle.com' ([Errno -2] Name or service not known)\"))",
    ],
    [
      'refused',
      "HTTPConnectionPool(host='127.0.0.1', port=9): Max retries exceeded with url: / (Caused by NewConnectionError('[Errno 111] Connection refused'))",
    ],
    [
      'certificate',
      "HTTPSConnectionPool(host='api.kaggle.com', port=443): Max retries exceeded with url: / (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')))",
    ],
    [
      'other',
      "HTTPSConnectionPool(host='api.kaggle.com', port=443): Max retries exceeded with url: / (Caused by ConnectTimeoutError())",
    ],
  ])('knows a network that is not there: %s', (how, text) => {
    expect(failed('', `${text}\n`)).toEqual({type: 'unreachable', how, said: text});
  });

  it('knows a cut transfer by the last word, not by what was tried before', () => {
    const tries = `${head}Connection error: ChunkedEncodingError: x\nRetrying in 2.2 seconds... (attempt 1/5)\n`;
    expect(failed(tries, "('Connection broken: IncompleteRead(5 bytes read, 9 more expected)')\n")).toEqual({
      type: 'cut',
      said: "('Connection broken: IncompleteRead(5 bytes read, 9 more expected)')",
    });
    expect(failed(tries, 'Not signed\n\nYou have been rate limited. Wait a little while.\n')).toEqual({
      type: 'rate-limited',
    });
  });

  it('knows a full disk, a file it may not write and a module that is not there', () => {
    expect(failed('', traceback('OSError: [Errno 28] No space left on device'))).toEqual({type: 'disk-full'});
    expect(
      failed('', traceback("PermissionError: [Errno 13] Permission denied: '/home/ada/.config/kaggle'")),
    ).toEqual({
      type: 'not-writable',
      said: "PermissionError: [Errno 13] Permission denied: '/home/ada/.config/kaggle'",
    });
    expect(failed('', traceback("ModuleNotFoundError: No module named 'six'"))).toEqual({
      type: 'module-missing',
      module: 'six',
    });
  });

  it('takes the last line of what it does not know', () => {
    expect(failed(head, traceback("TypeError: 'NoneType' object is not iterable"))).toEqual({
      type: 'crashed',
      said: "TypeError: 'NoneType' object is not iterable",
    });
    expect(
      failed(
        head,
        'Exception: boom\n\nIf this is unexpected, you can re-run with `kaggle --debug [command]` to see the full\ntraceback. If you think this is a bug, please report it at https://example.org\n',
      ),
    ).toEqual({type: 'crashed', said: 'Exception: boom'});
    expect(outcomeOf({exitCode: undefined, signal: 'SIGKILL', stdout: head, stderr: ''})).toEqual({
      type: 'crashed',
      said: 'ended by SIGKILL',
    });
    expect(failed('', '')).toEqual({type: 'crashed', said: 'exit code 1, without a word'});
  });

  it('does not take every exit code 0 for done', () => {
    expect(outcomeOf({exitCode: 0, stdout: head, stderr: ''})).toEqual({type: 'done'});
    expect(outcomeOf({exitCode: 0, stdout: `${head}User cancelled operation\n`, stderr: ''})).toEqual({
      type: 'interrupted',
    });
  });
});
