import {usualCell, type CellSize} from './sixel.ts';

export const pictureChoices = ['kitty', 'sixel', 'blocks', 'none'] as const;
export type PictureChoice = (typeof pictureChoices)[number];

/** How a terminal shows pictures. Half blocks are text like any other. */
export type HowPictures = {readonly by: 'kitty'} | {readonly by: 'sixel'; readonly cell: CellSize} | 'blocks';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * What is known of the terminal without asking it; `ask`: it may know sixels. Inside tmux or screen the name of the terminal around it says
 * nothing, since they pass on no pictures of kitty's; tmux itself answers for sixels.
 */
export function picturesKnown(env: Env): 'kitty' | 'ask' {
  if (env['TMUX'] !== undefined || env['STY'] !== undefined) return 'ask';
  const {TERM = '', TERM_PROGRAM = ''} = env;
  const named = /kitty|ghostty/.test(TERM) || /^(ghostty|WezTerm)$/i.test(TERM_PROGRAM);
  return named || env['KITTY_WINDOW_ID'] !== undefined ? 'kitty' : 'ask';
}

/** Asks for the size of a cell, then for what the terminal is (DA1): its answers come as keys do, in this order. */
export const question = '\x1b[16t\x1b[c';

/** Takes answers as they come. Attribute 4 of the second says that sixels are known; undefined until then. */
export function answerReader(): (answer: string) => HowPictures | undefined {
  let cell = usualCell;
  return (answer) => {
    // eslint-disable-next-line no-control-regex -- what terminals answer
    const size = /^\x1b\[6;(\d+);(\d+)t$/.exec(answer);
    if (size !== null && Number(size[1]) > 0 && Number(size[2]) > 0)
      cell = {width: Number(size[2]), height: Number(size[1])};
    // eslint-disable-next-line no-control-regex -- what terminals answer
    const attributes = /^\x1b\[\?([\d;]*)c$/.exec(answer)?.[1];
    if (attributes === undefined) return undefined;
    return attributes.split(';').includes('4') ? {by: 'sixel', cell} : 'blocks';
  };
}
