import {usualCell, type CellSize} from './sixel.ts';

export const pictureChoices = ['kitty', 'sixel', 'blocks', 'none'] as const;
export type PictureChoice = (typeof pictureChoices)[number];

/** How a terminal shows pictures. Half blocks are text like any other. */
export type HowPictures = {readonly by: 'kitty'} | {readonly by: 'sixel'; readonly cell: CellSize} | 'blocks';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether another program draws what we write: it names itself in the environment, and passes on no pictures of kitty's. */
const isInside = (env: Env): boolean => env['TMUX'] !== undefined || env['STY'] !== undefined;

/** What is known of the terminal without asking it. Inside tmux or screen the name of the terminal around it says nothing. */
export function picturesKnown(env: Env): 'kitty' | 'ask' {
  if (isInside(env)) return 'ask';
  const {TERM = '', TERM_PROGRAM = ''} = env;
  const named = /kitty|ghostty/.test(TERM) || /^(ghostty|WezTerm)$/i.test(TERM_PROGRAM);
  return named || env['KITTY_WINDOW_ID'] !== undefined ? 'kitty' : 'ask';
}

/**
 * Asks whether a picture of kitty's protocol would be taken, for the size of a cell, and what the terminal is (DA1): its answers come as keys
 * do, in this order, and every terminal answers the last. tmux would take the first for a title; it answers for sixels itself.
 */
export const question = (env: Env): string => `${isInside(env) ? '' : kittyQuestion}\x1b[16t\x1b[c`;

/** One pixel, to be looked at and not kept. */
const kittyQuestion = '\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\';

/** Takes answers as they come; undefined until the last. Attribute 4 of that one says that sixels are known. */
export function answerReader(): (answer: string) => HowPictures | undefined {
  let cell = usualCell;
  let isKitty = false;
  return (answer) => {
    if (answer === '\x1b_Gi=31;OK\x1b\\') isKitty = true;
    const size = /^\x1b\[6;(\d+);(\d+)t$/.exec(answer);
    if (size !== null && Number(size[1]) > 0 && Number(size[2]) > 0)
      cell = {width: Number(size[2]), height: Number(size[1])};
    const attributes = /^\x1b\[\?([\d;]*)c$/.exec(answer)?.[1];
    if (attributes === undefined) return undefined;
    if (isKitty) return {by: 'kitty'};
    return attributes.split(';').includes('4') ? {by: 'sixel', cell} : 'blocks';
  };
}
