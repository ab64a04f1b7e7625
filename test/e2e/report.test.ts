import {readFileSync} from 'node:fs';
import axe from 'axe-core';
import type {Browser, BrowserContextOptions, Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Event} from '../../src/runner/events.ts';
import {openTracking} from '../../src/tracking/open-tracking.ts';
import {runDetail} from '../../src/tracking/run-detail.ts';
import {stageArtifacts} from '../../src/ui/report/stage-artifacts.ts';
import {findBrowser, openBrowser} from '../rig/browser.ts';
import type {Workspace} from '../rig/epochal.ts';
import {recordedStudy} from '../rig/recorded-study.ts';
import {recordedWorkspace} from '../rig/recorded-workspace.ts';
import {unwrap} from '../rig/workspace.ts';

const hostile = `</script><script>document.title='broken'</script><img src=x onerror="document.title='broken'">`;

/** The study, its MLP under a name that would be markup if anybody let it; the params of its newest run differ once more. */
const events = recordedStudy().map((event): Event =>
  event.type === 'run-started' && event.experiment === 'mlp'
    ? {...event, experiment: hostile, params: {...event.params, 'train.note': hostile}}
    : event,
);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await recordedWorkspace(events, ['A', '<b>B</b>', 'C']);
});
afterAll(() => workspace.remove());

test('says what it wrote, writes over its own reports and over nothing else', async () => {
  const first = await workspace.epochal('report');
  expect({...first, stdout: first.stdout.replace(/[\d.]+ [kM]B/, '<size>')}).toEqual({
    exitCode: 0,
    stdout: 'Wrote report.html: 3 runs, <size>. It needs no network and no server.',
    stderr: '',
  });
  expect((await workspace.epochal('report', 'cnn')).stdout).toMatch(/^Wrote report.html: 1 run,/);
  expect(await workspace.epochal('report', '-o', 'pipeline.yaml')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `${workspace.path('pipeline.yaml')} is there already, and is no report of Epochal.\n  Name another file with -o.`,
  });
  expect(await workspace.epochal('report', '-o', 'nowhere/report.html')).toMatchObject({exitCode: 3});
  expect(await workspace.epochal('report', '--where', 'val_acc>2')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'No run passes val_acc>2.\n  `epochal compare runs` lists those there are.',
  });
});

test('figures are there of the runs that were asked for', async () => {
  const closer = async (...args: string[]) => {
    const said = await workspace.epochal('report', '-o', 'some.html', ...args);
    expect({...said, stdout: ''}).toEqual({exitCode: 0, stdout: '', stderr: ''});
    const html = readFileSync(workspace.path('some.html'), 'utf8');
    return ['261124-g9k4', '261124-g9k3', '261124-g9k2'].filter((id) => html.includes(`verify ${id}`));
  };
  expect(await closer()).toEqual(['261124-g9k4', '261124-g9k3', '261124-g9k2']);
  expect(await closer('--figures', '1')).toEqual(['261124-g9k4']);
  expect(await closer('--figures', 'model=mlp')).toEqual(['261124-g9k2']);
  expect(await workspace.epochal('report', '--figures', 'modle=mlp')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('modle') as unknown,
  });
});

test('more figures than a browser opens are refused, before all of them were read', () => {
  const tracking = unwrap(openTracking(workspace.path('experiments', 'runs.db'), {create: false}));
  const runs = ['mlp', 'cnn'].map((name) => unwrap(runDetail(tracking, name === 'mlp' ? hostile : name)));
  tracking.close();
  expect(stageArtifacts(workspace.path('artifacts'), runs)).toMatchObject({ok: true});
  expect(stageArtifacts(workspace.path('artifacts'), runs, 1000)).toMatchObject({
    ok: false,
    failure: {
      code: 'report-too-large',
      what: 'The figures of 2 runs take more than 1.0 kB, which no browser opens.',
    },
  });
});

const program = findBrowser();
describe.skipIf(program === undefined)('in a browser (skipped where there is none)', () => {
  let browser: Browser;
  let opened: Page[] = [];
  beforeAll(async () => {
    expect((await workspace.epochal('report', '-o', 'browser.html')).exitCode).toBe(0);
    browser = await openBrowser(program ?? '');
  });
  afterAll(() => browser.close());

  /** The page, and all that it asked for or complained of. */
  async function open(options: BrowserContextOptions = {}) {
    await Promise.all(opened.map((page) => page.close()));
    const page = await browser.newPage({reducedMotion: 'reduce', ...options});
    opened = [page];
    const said: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`file://${workspace.path('browser.html')}`);
    await page.getByRole('table', {name: 'Runs side by side'}).waitFor();
    return {page, said, requests};
  }
  const firstCells = (page: Page, column: number) =>
    page.locator(`.runs tbody tr > *:nth-child(${column})`).allTextContents();

  test('every run stands in the table, which sorts by the keyboard and filters in the language of --where', async () => {
    const {page, said} = await open();
    const runs = page.getByRole('table', {name: 'Runs side by side'});
    const header = runs.getByRole('columnheader', {name: 'val_acc', exact: true});
    expect(await header.getAttribute('aria-sort')).toBe('none');
    await header.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    expect((await firstCells(page, 1)).map((text) => text.trim())).toEqual(
      ['●261124-g9k4', '▲261124-g9k3', '■261124-g9k2'].map(
        (text) => expect.stringContaining(text.slice(1)) as string,
      ),
    );
    // Focus stays where it was: the next press turns the order round.
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect((await firstCells(page, 1))[0]).toContain('261124-g9k2');
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('none');

    const status = page.getByRole('status').first();
    await page.getByLabel('Filter').fill('model=cnn and val_acc>97%');
    expect(await status.textContent()).toBe('1 of 3 runs');
    expect(await firstCells(page, 2)).toEqual(['cnn-augmented']);
    await page.getByLabel('Filter').fill('modl=cnn');
    expect(await status.textContent()).toBe('No run has a param, a metric or a field named modl.');
    await page.getByLabel('Filter').fill('');
    await page.getByLabel('Measure from').selectOption({label: 'cnn 261124-g9k3'});
    expect(await page.getByRole('columnheader', {name: 'Δ val_acc'}).count()).toBe(1);
    await page.getByLabel('only differences').check();
    expect(await page.getByRole('columnheader', {name: 'status'}).count()).toBe(0);
    expect(said).toEqual([]);
  });

  test('the curves are read by pointing and by keys, on a log axis and by time', async () => {
    const {page, said} = await open();
    const chart = page.getByRole('group', {name: /^Chart of val_loss/});
    const legend = page.getByRole('table', {name: 'Values of val_loss'});
    const read = async () => (await legend.locator('tr').allTextContents()).map((row) => row.trim());
    expect((await read())[0]).toBe('lastval_lossloss');
    await chart.hover();
    expect((await read())[0]).toMatch(/^epoch \d+val_lossloss$/);
    await chart.focus();
    await page.keyboard.press('Home');
    expect(await read()).toEqual([
      'epoch 1val_lossloss',
      expect.stringMatching(/cnn-augmented 261124-g9k4\d\.\d{4}\d\.\d{4}$/),
      expect.stringMatching(/cnn 261124-g9k3\d\.\d{4}\d\.\d{4}$/),
      expect.stringContaining('261124-g9k2'),
    ]);
    await page.keyboard.press('ArrowRight');
    expect((await read())[0]).toMatch(/^epoch 2/);
    // Both charts read one place.
    expect(
      await page.getByRole('table', {name: 'Values of val_acc'}).locator('tr').first().textContent(),
    ).toMatch(/^epoch 2/);
    await page.getByLabel('log axis').check();
    await page.getByLabel('by', {exact: true}).selectOption('time');
    await page.getByRole('group', {name: /^Chart of val_loss.* by time/}).hover();
    expect((await read())[0]).toMatch(/^\d.*sval_lossloss$/);
    // A run that is no longer ticked is no longer drawn.
    await page.getByLabel('Draw 261124-g9k3').uncheck();
    expect((await read()).join()).not.toContain('261124-g9k3');
    expect(said).toEqual([]);
  });

  test('one run closer: confusion matrix, mistakes, labels, previews, graph, how to reproduce it', async () => {
    const {page} = await open();
    await page.getByRole('button', {name: '261124-g9k3'}).click();
    expect(await page.locator('input[name=closer]:checked').getAttribute('value')).toBe('261124-g9k3');
    const matrix = page.locator('.matrix');
    expect(await matrix.locator('tbody tr').count()).toBe(3);
    await matrix.locator('[data-place="0,0"]').hover();
    expect(await page.getByText('A taken for A: 10 of 10 (100.0 %)').count()).toBe(1);
    for (const image of ['A picture of C, taken for A', 'Images']) {
      const shown = page.getByRole('img', {name: image, exact: true});
      await shown.scrollIntoViewIfNeeded();
      await shown.evaluate((picture: {readonly decode: () => Promise<void>}) => picture.decode());
    }
    expect(await page.getByRole('img', {name: /^Train and test images/}).count()).toBe(1);
    expect(await page.getByRole('img', {name: /^The pipeline/}).getAttribute('aria-label')).toBe(
      'The pipeline: download, preprocess from download, augment from preprocess, train from augment, evaluate from train and preprocess',
    );
    expect(await page.locator('#reproduce').textContent()).toContain('npx epochal verify 261124-g9k3');
  });

  test('says when not every run can be looked at closer', async () => {
    const {page} = await open();
    expect(await page.getByText('can be looked at closer').count()).toBe(0);
    expect((await workspace.epochal('report', '-o', 'two.html', '--figures', '2')).exitCode).toBe(0);
    await page.goto(`file://${workspace.path('two.html')}`);
    expect(await page.getByText('can be looked at closer').textContent()).toBe(
      "Figures take room, so 2 of the 3 runs can be looked at closer. epochal report --figures 3 has all of them, --figures 'tag=paper' those that pass a filter.",
    );
    expect(await page.locator('input[name=closer]').count()).toBe(2);
    // The third is told of, but cannot be pressed.
    expect(await page.getByRole('button', {name: '261124-g9k3'}).count()).toBe(1);
    expect(await page.getByRole('button', {name: '261124-g9k2'}).count()).toBe(0);
  });

  test('light, dark, and as the machine is set', async () => {
    const paper = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const [light, dark] = ['rgb(251, 251, 250)', 'rgb(20, 23, 27)'];
    const {page} = await open({colorScheme: 'dark'});
    expect(await paper(page)).toBe(dark);
    await page.getByLabel('light', {exact: true}).check();
    expect(await paper(page)).toBe(light);
    await page.getByLabel('auto', {exact: true}).check();
    await page.emulateMedia({colorScheme: 'light'});
    expect(await paper(page)).toBe(light);
    await page.getByLabel('dark', {exact: true}).check();
    expect(await paper(page)).toBe(dark);
  });

  test('a name that is markup stays text, and no request leaves the file', async () => {
    const {page, said, requests} = await open();
    expect(await firstCells(page, 2)).toContain(hostile);
    expect(await page.getByText('<b>B</b>').count()).toBeGreaterThan(0);
    await page.locator('input[name=closer][value="261124-g9k2"]').check();
    for (const details of await page.locator('summary').all()) await details.click();
    expect(await page.title()).toBe('sign-language-mnist · report');
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([
      `file://${workspace.path('browser.html')}`,
    ]);
    expect(said).toEqual([]);
    const refused = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'sent',
        () => 'refused',
      ),
    );
    expect(refused).toBe('refused');
    expect(said.join()).toContain('Content Security Policy');
  });

  test.each([
    {as: 'on a desktop', options: {viewport: {width: 1280, height: 900}, colorScheme: 'light'}},
    {as: 'on a phone, in the dark', options: {viewport: {width: 390, height: 844}, colorScheme: 'dark'}},
  ] as const)('axe-core finds no fault $as, and nothing is wider than the page', async ({options}) => {
    const {page} = await open(options);
    for (const details of await page.locator('summary').all()) await details.click();
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const {axe: tool} = globalThis as unknown as {
        readonly axe: {
          readonly run: () => Promise<{
            readonly violations: readonly {
              readonly id: string;
              readonly impact: string;
              readonly nodes: readonly {readonly html: string}[];
            }[];
          }>;
        };
      };
      return (await tool.run()).violations.map(
        ({id, impact, nodes}) => `${impact}: ${id} ${nodes.map(({html}) => html.slice(0, 120)).join(' | ')}`,
      );
    });
    expect(found).toEqual([]);
    expect(
      await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
    ).toBeLessThanOrEqual(0);
  });

  test('very long names do not make the page wider than a phone', async () => {
    const long = await recordedWorkspace(
      recordedStudy({epochs: 2}).map((event): Event =>
        event.type === 'run-started' && event.experiment === 'mlp'
          ? {...event, experiment: 'm'.repeat(300)}
          : event,
      ),
      ['A', 'B', 'c'.repeat(300)],
    );
    try {
      expect((await long.epochal('report')).exitCode).toBe(0);
      const page = await browser.newPage({viewport: {width: 390, height: 800}});
      await page.goto(`file://${long.path('report.html')}`);
      await page.waitForSelector('#reproduce');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await page.close();
    } finally {
      await long.remove();
    }
  });
});
