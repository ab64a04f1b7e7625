/** What a person did at the terminal. */
export type Input =
  /** `j`, `G`, `up`, `ctrl-d`, `esc`, `space` …: printable keys are their own name. */
  | {readonly type: 'key'; readonly key: string}
  | {readonly type: 'paste'; readonly text: string}
  /** Column and row from 0. */
  | {readonly type: 'click'; readonly x: number; readonly y: number};

export interface KeyDecoder {
  readonly take: (chunk: string) => readonly Input[];
  /** An escape came last: the key of that name, or the beginning of a sequence whose rest is still on its way. */
  readonly isOpen: () => boolean;
  /** Nothing followed: it was the key. */
  readonly close: () => readonly Input[];
}

/**
 * Reads keys out of what a terminal sends, however it was cut into chunks: held keys, pastes and slow lines send several at once. What is
 * no key is the answer to a question that the terminal was asked, or nothing of ours.
 */
export function keyDecoder(onAnswer: (answer: string) => void = () => undefined): KeyDecoder {
  let kept = '';
  return {
    take: (chunk) => {
      const text = kept + chunk;
      kept = '';
      const inputs: Input[] = [];
      let at = 0;
      while (at < text.length) {
        const read = next(text, at);
        if (read === 'incomplete') {
          kept = text.slice(at);
          break;
        }
        if (read.input !== undefined) inputs.push(read.input);
        else onAnswer(text.slice(at, at + read.length));
        at += read.length;
      }
      return inputs;
    },
    isOpen: () => kept === escape,
    close: () => {
      if (kept !== escape) return [];
      kept = '';
      return [key('esc')];
    },
  };
}

const escape = '\x1b';

type Read = {readonly input?: Input; readonly length: number} | 'incomplete';

const mousePattern = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])/;
const sequencePattern = /^\x1b(?:\[|O)[0-9;?]*[A-Za-z~]/;
/** What a terminal answers to questions about pictures. */
const answerPattern = /^\x1b_G[ -~]*\x1b\\/;
/** Only what is sure to go on: whatever follows an alt and a key must not be held back. */
const unfinishedPattern = /^\x1b(?:\[[<0-9;?]*|O|_(?:G[ -~]*\x1b?)?)?$/;

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';

function next(text: string, at: number): Read {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (char !== escape) return {input: key(named[char] ?? control(char) ?? char), length: char.length};
  if (text.startsWith(pasteStart, at)) {
    const end = text.indexOf(pasteEnd, at);
    if (end < 0) return 'incomplete';
    const pasted = text.slice(at + pasteStart.length, end);
    return {input: {type: 'paste', text: pasted}, length: end + pasteEnd.length - at};
  }
  const rest = text.slice(at);
  const mouse = mousePattern.exec(rest);
  if (mouse !== null) {
    const [whole, button, x, y, end] = mouse;
    return {
      ...given(mouseInput(Number(button), Number(x) - 1, Number(y) - 1, end === 'M')),
      length: whole.length,
    };
  }
  const sequence = sequencePattern.exec(rest);
  if (sequence !== null) {
    const name = sequences[sequence[0].slice(2).replace(/^1;\d/, '')];
    return {...given(name === undefined ? undefined : key(name)), length: sequence[0].length};
  }
  const answer = answerPattern.exec(rest);
  if (answer !== null) return {length: answer[0].length};
  // Before anything that begins no sequence, an escape is the key.
  if (unfinishedPattern.test(rest)) return 'incomplete';
  return {input: key('esc'), length: 1};
}

const key = (name: string): Input => ({type: 'key', key: name});
const given = (input: Input | undefined) => (input === undefined ? {} : {input});

function mouseInput(button: number, x: number, y: number, pressed: boolean): Input | undefined {
  if (button === 64) return key('wheel-up');
  if (button === 65) return key('wheel-down');
  return button === 0 && pressed ? {type: 'click', x, y} : undefined;
}

const named: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  ' ': 'space',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

const control = (char: string): string | undefined => {
  const code = char.charCodeAt(0);
  return code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x60)}` : undefined;
};

const sequences: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
  '1~': 'home',
  '4~': 'end',
  '7~': 'home',
  '8~': 'end',
  '3~': 'delete',
  '5~': 'page-up',
  '6~': 'page-down',
};
