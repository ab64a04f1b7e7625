import type {ReportFigure} from '../report-data.ts';
import {element} from './element.ts';
import {scroller} from './section.ts';

/** What stages drew, each with its title. They are drawn on white, in dark colours too. */
export const figureCards = (
  figures: readonly {readonly stage: string; readonly figure: ReportFigure}[],
): readonly HTMLElement[] =>
  figures.map(({stage, figure: {name, title, image}}) =>
    element(
      'figure',
      {class: 'card drawn'},
      element(
        'figcaption',
        {},
        element('strong', {}, title),
        element('span', {class: 'quiet'}, ` ${stage} · ${name}`),
      ),
      scroller(title, element('img', {src: image, alt: title, loading: 'lazy'})),
    ),
  );
