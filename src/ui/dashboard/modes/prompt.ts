import {withView} from '../arrange.ts';
import {bindingNamed} from '../bindings.ts';
import type {Input} from '../decode-keys.ts';
import {parseFilter} from '../filter.ts';
import {becomes, currentRun, type Dashboard, type Prompt, type Step} from '../state.ts';
import {printable} from '../../text-width.ts';

/** A line that is typed: a filter holds while it is typed, so that one sees what it finds. */
export function stepPrompt(state: Dashboard, prompt: Prompt, input: Input): Step {
  if (input.type === 'paste') return becomes(typed(state, prompt, prompt.text + printable(input.text)));
  if (input.type !== 'key') return becomes(state);
  switch (input.key) {
    case 'esc':
    case 'ctrl-c':
      return becomes({...withView(state, prompt.before), mode: {type: 'browse'}});
    case 'enter':
      return accepted(state, prompt);
    case 'backspace':
      return becomes(typed(state, prompt, prompt.text.replace(/.$/su, '')));
    case 'ctrl-u':
      return becomes(typed(state, prompt, ''));
    case 'ctrl-w':
      return becomes(typed(state, prompt, prompt.text.replace(/\S*\s*$/, '')));
    case 'space':
      return becomes(typed(state, prompt, `${prompt.text} `));
    default:
      // What is more than one character is the name of a key that writes nothing.
      return becomes(/^.$/su.test(input.key) ? typed(state, prompt, prompt.text + input.key) : state);
  }
}

function typed(state: Dashboard, prompt: Prompt, text: string): Dashboard {
  const mode = {...prompt, text, fault: undefined};
  if (prompt.asks !== 'filter') return {...state, mode};
  const filter = parseFilter(text, state);
  if (!filter.ok) return {...state, mode: {...mode, fault: filter.failure.what}};
  return {...withView(state, {...state.view, filter: text}), mode};
}

function accepted(state: Dashboard, prompt: Prompt): Step {
  const browsing: Dashboard = {...state, mode: {type: 'browse'}};
  if (prompt.asks === 'filter') {
    return becomes(prompt.fault === undefined ? {...browsing, search: prompt.text} : state);
  }
  const moved = whoMoved(state, prompt);
  if (moved !== undefined) return becomes({...browsing, message: {text: moved, tone: 'warning'}});
  if (prompt.asks !== 'command')
    return bindingNamed(prompt.asks)?.run(browsing, prompt.text) ?? becomes(browsing);
  const [name = '', ...rest] = prompt.text.trim().split(/\s+/);
  if (name === '') return becomes(browsing);
  const binding = bindingNamed(name);
  if (binding === undefined)
    return becomes({...browsing, message: {text: `There is no ${name}: ? shows all.`, tone: 'warning'}});
  return rest.length === 0 ? binding.run(browsing) : binding.run(browsing, rest.join(' '));
}

/** What is asked for must not fall to a run that took the place of another, as where somebody else deleted it meanwhile. */
function whoMoved(state: Dashboard, {asks, run}: Prompt): string | undefined {
  const isForMarked = asks === 'tag' && state.marks.size > 0;
  if (isForMarked || !forRuns.has(asks) || run === currentRun(state)?.id) return undefined;
  return run === undefined
    ? 'A run has come meanwhile: nothing was done.'
    : `Run ${run} is not here any more: nothing was done.`;
}

const forRuns: ReadonlySet<Prompt['asks']> = new Set(['tag', 'note', 'branch', 'command']);
