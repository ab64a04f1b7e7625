import type {Closer} from './closer-run.ts';
import {element, type Child} from './element.ts';

/** What to do to get the same run again. */
export const reproduceParts = ({closer}: Closer): readonly Child[] => [
  element(
    'ol',
    {class: 'steps'},
    ...closer.reproduce.map(({what, code}) =>
      element('li', {}, element('p', {}, what), code === undefined ? null : codeBlock(code, what)),
    ),
  ),
];

function codeBlock(code: string, what: string): HTMLElement {
  const block = element('pre', {tabindex: 0, role: 'region', 'aria-label': what}, element('code', {}, code));
  const copy = element('button', {type: 'button'}, 'Copy');
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(code).then(
      () => (copy.textContent = 'Copied'),
      // Where the browser does not let us, the text is selected for the reader's own keys.
      () => getSelection()?.selectAllChildren(block),
    );
  });
  return element('div', {class: 'code'}, block, copy);
}
