import {expect, it} from 'vitest';
import {redactor} from '../../../../src/stages/download/redact.ts';

it.each([
  ['a known secret', 'key s3cret-key is wrong', 'key [hidden] is wrong'],
  ['a header', 'Authorization: Basic YWxpY2U6azN5\nHost: x', 'Authorization: [hidden]\nHost: x'],
  [
    'a header in a dict',
    "{'Authorization': 'Bearer abc', 'A': 'b'}",
    "{'Authorization': '[hidden]', 'A': 'b'}",
  ],
  ['a bearer', 'sent Bearer abcdefgh12', 'sent Bearer [hidden]'],
  ['a token of Kaggle', 'token KGAT_0123abc expired', 'token [hidden] expired'],
  ['JSON', '{"username":"alice","key":"0123"}', '{"username":"alice","key":"[hidden]"}'],
  [
    'a signed address',
    'for url: https://s/x.zip?X-Goog-Credential=a%40b&X-Goog-Signature=0a1b&y=1',
    'for url: https://s/x.zip?X-Goog-Credential=[hidden]&X-Goog-Signature=[hidden]&y=1',
  ],
  ['a proxy', 'proxy http://alice:pw@proxy:80 said no', 'proxy http://[hidden]@proxy:80 said no'],
  ['nothing', 'The resource was not found.', 'The resource was not found.'],
])('hides %s', (_, text, hidden) => {
  expect(redactor(['s3cret-key'])(text)).toBe(hidden);
});
