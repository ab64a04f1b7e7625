import {randomBytes} from 'node:crypto';

interface RunIdOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Reserves an id; false where anybody has it already, undefined where that is not to be known now. Only this makes a collision between
   * processes impossible: a row in a database, or a folder made exclusively.
   */
  readonly claim: (id: string) => boolean | undefined;
}

/** Without letters that are read for others. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Ids that people can type: the day, then the moment within it, as in `261124-g9k2`. Sorted as text they are sorted by time, and those
 * of one process even where they were asked for at once. Where an id cannot be reserved, four more letters follow.
 */
export function runIds({now, claim}: RunIdOptions): () => string {
  let last = 0;
  return () => {
    for (;;) {
      // A moment is a 1/12 s: twenty bits hold a day of them.
      last = Math.max(last + 1, Math.floor(now() / moment));
      const id = idOf(last);
      const claimed = claim(id);
      if (claimed === true) return id;
      // Nobody can be asked: chance keeps it apart from others.
      if (claimed === undefined) return `${id}-${fourLetters()}`;
    }
  };
}

const fourLetters = (): string =>
  Array.from(randomBytes(4), (byte) => letters[byte % letters.length] ?? '').join('');

const day = 24 * 3600 * 1000;
const momentsInDay = 32 ** 4;
const moment = day / momentsInDay;

function idOf(moments: number): string {
  const date = new Date(Math.floor(moments / momentsInDay) * day)
    .toISOString()
    .slice(2, 10)
    .replaceAll('-', '');
  let within = moments % momentsInDay;
  let text = '';
  for (let digit = 0; digit < 4; digit++) {
    text = `${letters[within % 32] ?? ''}${text}`;
    within = Math.floor(within / 32);
  }
  return `${date}-${text}`;
}
