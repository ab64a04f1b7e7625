import {createHash} from 'node:crypto';
import {spellOut} from '../../tracking/non-finite.ts';
import type {ReportData} from './report-data.ts';

/** The page's own program and looks, as the build made them. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

/** How a report can be told from other files. */
export const reportMark = '<meta name="generator" content="Epochal report">';

/**
 * One file with everything in it. The policy lets this script and this style run and nothing else, and no request leave the page;
 * data stand in it as JSON that can end no element, and the script puts them on the page as text alone.
 */
export const reportHtml = (data: ReportData, {script, style}: ReportPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${digestOf(script)}'; style-src '${digestOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'">
${reportMark}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escaped(data.pipeline)} · report</title>
<style>${style}</style>
</head>
<body>
<noscript><p>This report draws itself with JavaScript, which is switched off here. No request leaves it.</p></noscript>
<script type="application/json" id="report-data">${jsonText(data)}</script>
<script>${script}</script>
</body>
</html>
`;

const digestOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** JSON needs no `<` outside of its texts, and there it may be written as its number: no `</script>` can stand in it. */
const jsonText = (data: ReportData): string =>
  JSON.stringify(data, spellOut).replaceAll('<', String.raw`\u003c`);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
