import {duration} from '../../duration.ts';
import {stageGlyphs} from '../../glyphs.ts';
import type {CloserStage} from '../report-data.ts';
import type {Closer} from './closer-run.ts';
import {element, type Child} from './element.ts';
import {graph} from './graph.ts';
import {more, scroller} from './section.ts';

/** The stages of the run: as a graph, and one by one with what each did and why. */
export const pipelineParts = ({run, closer: {stages, environment, notes}}: Closer): readonly Child[] => [
  element('div', {class: 'card'}, scroller('Graph of the stages', graph(stages))),
  scroller('Stages', stagesTable(stages)),
  more('Params', () => pairs('Params', run.params)),
  more('Facts', () => pairs('Facts', run.facts)),
  more('Environment', () => pairs('Environment', environment)),
  notes.length === 0
    ? null
    : element(
        'div',
        {},
        element('h3', {}, 'Notes'),
        ...notes.map(({written, note}) =>
          element('p', {}, element('time', {class: 'quiet'}, written.slice(0, 10)), ` ${note}`),
        ),
      ),
];

const stagesTable = (stages: readonly CloserStage[]): HTMLElement =>
  element(
    'table',
    {},
    element('caption', {class: 'unseen'}, 'Stages'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['stage', 'did', 'took', 'key', 'why'].map((name) => element('th', {scope: 'col'}, name)),
      ),
    ),
    element(
      'tbody',
      {},
      ...stages.map(({name, how, seconds, key, reason}) =>
        element(
          'tr',
          {},
          element('th', {scope: 'row'}, name),
          element('td', {class: `how-${how}`}, `${stageGlyphs[how]} ${how}`),
          element('td', {}, seconds === null ? '' : duration(seconds)),
          element('td', {}, element('code', {}, key?.slice(0, 10) ?? '')),
          element('td', {class: 'words'}, reason ?? ''),
        ),
      ),
    ),
  );

const pairs = (title: string, values: Readonly<Record<string, unknown>>): HTMLElement =>
  scroller(
    title,
    element(
      'table',
      {},
      element('caption', {class: 'unseen'}, title),
      element(
        'tbody',
        {},
        ...Object.entries(values).map(([name, value]) =>
          element(
            'tr',
            {},
            element('th', {scope: 'row'}, name),
            element('td', {class: 'words'}, typeof value === 'string' ? value : JSON.stringify(value)),
          ),
        ),
      ),
    ),
  );
