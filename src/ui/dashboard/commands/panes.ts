import {inSight} from '../arrange.ts';
import type {Binding, BindingGroup} from '../binding.ts';
import {layoutOf} from '../layout.ts';
import {paneNames, becomes, type Dashboard, type PaneName} from '../state.ts';

/** On a screen too low for table and pane, the pane takes all of it. */
function show(state: Dashboard, name: PaneName): Dashboard {
  const zoomed = state.pane.zoomed || layoutOf(state).paneRows === 0;
  return inSight({...state, pane: {name, zoomed, scroll: 0}});
}

function turn(state: Dashboard, way: number): Dashboard {
  const at = paneNames.indexOf(state.pane.name) + way + paneNames.length;
  return show(state, paneNames[at % paneNames.length] ?? 'curves');
}

const bindings: readonly Binding[] = [
  {
    name: 'next-pane',
    keys: ['tab'],
    help: 'next pane',
    short: 'pane',
    run: (state) => becomes(turn(state, 1)),
  },
  {
    name: 'previous-pane',
    keys: ['shift-tab'],
    help: 'previous pane',
    run: (state) => becomes(turn(state, -1)),
  },
  ...paneNames.map((name, index): Binding => ({
    name,
    keys: [String(index + 1)],
    help: `pane: ${name}`,
    run: (state) => becomes(show(state, name)),
  })),
  {
    name: 'zoom',
    keys: ['+'],
    help: 'the pane on the whole screen, or both again',
    short: 'zoom',
    run: (state) =>
      becomes(inSight({...state, pane: {...state.pane, zoomed: !state.pane.zoomed, scroll: 0}})),
  },
];

export const panes: BindingGroup = {title: 'Panes', bindings};
