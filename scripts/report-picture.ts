/**
 * Photographs a report as a browser shows it:
 *
 *     npx tsx scripts/report-picture.ts report.html docs/pictures/report.png
 */
import {resolve} from 'node:path';
import {findBrowser, openBrowser} from '../test/rig/browser.ts';

const [report, picture] = process.argv.slice(2);
const program = findBrowser();
if (report === undefined || picture === undefined)
  throw new Error('usage: report-picture.ts REPORT.html PICTURE.png');
if (program === undefined) throw new Error('There is no Chromium on the PATH.');
const browser = await openBrowser(program);
const page = await browser.newPage({viewport: {width: 1200, height: 1120}});
await page.goto(`file://${resolve(report)}`);
await page
  .locator('.plot')
  .first()
  .hover({position: {x: 330, y: 100}});
await page.evaluate('scrollTo(0, 0)');
await page.screenshot({path: picture});
await browser.close();
