import {closer} from './closer.ts';
import {curves} from './curves.ts';
import {element} from './element.ts';
import {bests, head} from './head.ts';
import {readData} from './read-data.ts';
import {runsTable} from './runs-table.ts';
import {viewStore} from './view.ts';

/** Curves that are drawn before anybody chose. */
const drawnAtFirst = 6;

const report = readData();
const withCurves = report.runs.filter(({id}) => report.seriesOf(id).length > 0).slice(0, drawnAtFirst);
const store = viewStore({
  filter: '',
  sort: undefined,
  grouped: false,
  onlyDifferences: false,
  baseline: report.baseline ?? undefined,
  drawn: new Map(withCurves.map(({id}, slot) => [id, slot])),
  metrics: undefined,
  axis: 'epoch',
  log: false,
  smoothing: 0,
  closer: report.closer[0]?.id,
  theme: 'auto',
});
document.body.append(
  ...head(report, store),
  element(
    'main',
    {},
    bests(report),
    runsTable(report, store),
    curves(report, store),
    ...closer(report, store),
  ),
);
