import {element} from './element.ts';
import type {View, ViewStore} from './view.ts';

const themes: readonly View['theme'][] = ['auto', 'light', 'dark'];

/** Light, dark, or as the machine is set. */
export function themeSwitch({now, change, follow}: ViewStore): HTMLElement {
  const root = document.documentElement;
  follow(['theme'], () => {
    const {theme} = now();
    if (theme === 'auto') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  });
  return element(
    'fieldset',
    {class: 'segments'},
    element('legend', {class: 'unseen'}, 'Colours'),
    ...themes.map((theme) =>
      element(
        'label',
        {},
        element('input', {
          type: 'radio',
          name: 'theme',
          value: theme,
          checked: theme === now().theme,
          on: {change: () => change({theme})},
        }),
        element('span', {}, theme),
      ),
    ),
  );
}
