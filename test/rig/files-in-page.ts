/** The files that a page of the docs shows: a path in backticks with a colon on a line of its own, then a block of code. */
export const filesInPage = (page: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...page.matchAll(/^`([^`\n]+)`:\n\n```\w*\n([\s\S]*?)^```$/gm)].map(([, path = '', text = '']) => [
      path,
      text,
    ]),
  );
