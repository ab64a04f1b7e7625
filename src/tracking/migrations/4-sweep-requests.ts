/** Version 4: what is asked of a sweep while it goes on, from another terminal or its own screen. */
export const sweepRequests = `
CREATE TABLE sweep_requests (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  sweep  INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  at     INTEGER NOT NULL,                 -- milliseconds since 1970
  body   TEXT NOT NULL                     -- JSON
) STRICT;
CREATE INDEX sweep_requests_by_sweep ON sweep_requests (sweep, number);
`;
