/** One line of a CSV file as its cells: quotes undone, spaces around a cell left out. */
export const csvCells = (line: string, delimiter: string): readonly string[] => {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '"') {
      // Two quotes inside a quoted cell stand for one.
      if (quoted && line.charAt(at + 1) === '"') cell += line.charAt(++at);
      else quoted = !quoted;
    } else if (character === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
};

/** The mark that parts most cells: a comma, or what spreadsheets of other countries write. */
export const csvDelimiter = (header: string): ',' | ';' | '\t' => {
  const counts = ([',', ';', '\t'] as const).map((mark) => ({mark, count: header.split(mark).length}));
  return counts.reduce((most, each) => (each.count > most.count ? each : most)).mark;
};
