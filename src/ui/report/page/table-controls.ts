import {element, from} from './element.ts';
import type {Report} from './read-data.ts';
import type {ViewStore} from './view.ts';

/** What the table shows: a filter in the language of `--where`, only differences, seeds as one, how far from which run. */
export function tableControls(report: Report, {now, change}: ViewStore): HTMLElement {
  return element(
    'div',
    {class: 'controls'},
    element(
      'label',
      {class: 'wide'},
      element('span', {}, 'Filter'),
      element('input', {
        type: 'search',
        placeholder: example(report),
        spellcheck: 'false',
        autocomplete: 'off',
        on: {input: from(HTMLInputElement, ({value}) => change({filter: value}))},
      }),
    ),
    baselineChoice(report, {now, change}),
    check('only differences', (onlyDifferences) => change({onlyDifferences})),
    report.grouped === null ? null : check('seeds as one', (grouped) => change({grouped})),
  );
}

/** Of params that are there. */
function example({runs}: Report): string {
  const models = [...new Set(runs.flatMap(({params}) => params['train.model'] ?? []))];
  const [model] = models.filter((each) => typeof each === 'string');
  return model === undefined ? 'status=done' : `model=${model} and epochs>=5`;
}

export const check = (text: string, changed: (checked: boolean) => void): HTMLElement =>
  element(
    'label',
    {class: 'check'},
    element('input', {
      type: 'checkbox',
      on: {change: from(HTMLInputElement, ({checked}) => changed(checked))},
    }),
    element('span', {}, text),
  );

/** Runs that can be measured from: of thousands nobody chooses one in a list. */
const mostChoices = 200;

function baselineChoice(
  {runs, baseline}: Report,
  {now, change}: Pick<ViewStore, 'now' | 'change'>,
): HTMLElement {
  const choices = [
    ...(baseline === null || runs.some(({id}) => id === baseline.id) ? [] : [baseline]),
    ...runs.slice(0, mostChoices),
  ];
  return element(
    'label',
    {},
    element('span', {}, 'Measure from'),
    element(
      'select',
      {
        on: {
          change: from(HTMLSelectElement, ({value}) =>
            change({baseline: choices.find(({id}) => id === value)}),
          ),
        },
      },
      element('option', {value: ''}, 'no run'),
      ...choices.map(({id, experiment}) =>
        element('option', {value: id, selected: now().baseline?.id === id}, `${experiment} ${id}`),
      ),
    ),
  );
}
