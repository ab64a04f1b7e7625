/** Version 5: changes of code that somebody accepted as cosmetic. What is taken back stays, with when that was. */
export const accepted = `
CREATE TABLE accepted (
  number     INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,             -- milliseconds since 1970
  stage      TEXT NOT NULL,
  definition TEXT NOT NULL,
  earlier    TEXT NOT NULL,                -- key of the result that stands
  changes    TEXT NOT NULL,                -- JSON: field, name, before and after of each
  what       TEXT NOT NULL,
  note       TEXT,
  undone     INTEGER                       -- milliseconds since 1970
) STRICT;
`;
