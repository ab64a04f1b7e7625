/**
 * Hides secrets in a program's words: those known, and whatever looks like one. Some CLI versions print whole requests,
 * `Authorization` included (kaggle 1.7 against a local endpoint), and download addresses carry signatures.
 */
export const redactor =
  (secrets: readonly string[]) =>
  (text: string): string =>
    shapes.reduce(
      (cleaned, [shape, instead]) => cleaned.replaceAll(shape, instead),
      [...secrets]
        // Short ones would blank out ordinary words.
        .filter((secret) => secret.length >= 4)
        .sort((a, b) => b.length - a.length)
        .reduce((cleaned, secret) => cleaned.replaceAll(secret, hidden), text),
    );

const hidden = '[hidden]';

const shapes: readonly (readonly [RegExp, string])[] = [
  [/((?:proxy-)?authorization['"]?\s*[:=]\s*['"]?)[^\r\n'"]+/gi, `$1${hidden}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\bKGAT_\w+/g, hidden],
  [/(["'](?:key|token|password|access_?token|refresh_?token)["']\s*:\s*["'])[^"']*/gi, `$1${hidden}`],
  [/([?&](?:key|token|access_token|signature|x-goog-(?:signature|credential))=)[^&\s'")]+/gi, `$1${hidden}`],
  [/(\/\/)[^/\s@:]+:[^/\s@]+@/g, `$1${hidden}@`],
];
