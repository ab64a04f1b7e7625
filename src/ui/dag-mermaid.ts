import type {Pipeline} from '../runner/pipeline.ts';

/** The graph in Mermaid's language, which GitHub and many editors draw. Names are text there, whatever they hold. */
export function dagMermaid({stages}: Pipeline): string {
  const ids = new Map(stages.map(({name}, index) => [name, `s${index}`]));
  return [
    'flowchart TD',
    ...stages.map(({name, definition}) => {
      const label = name === definition.name ? name : `${name} (${definition.name})`;
      return `  ${ids.get(name) ?? ''}["${escaped(label)}"]`;
    }),
    ...stages.flatMap(({name, needs}) =>
      Object.entries(needs).map(
        ([role, need]) => `  ${ids.get(need) ?? ''} -- "${escaped(role)}" --> ${ids.get(name) ?? ''}`,
      ),
    ),
    '',
  ].join('\n');
}

/** Mermaid's entities: `#quot;`, `#35;`. */
const escaped = (text: string): string =>
  text.replace(/[^\p{L}\p{N} ()./:_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
