/**
 * Version 2: sweeps. A sweep that is run again with the same identity goes on from its decisions; with another it begins anew.
 * What is decided is written before it is acted upon, so that a process that dies takes no decision twice.
 */
export const sweeps = `
CREATE TABLE sweeps (
  number   INTEGER PRIMARY KEY,
  name     TEXT NOT NULL,
  identity TEXT NOT NULL,                  -- hash of all that decides what it does, but for its budget
  spec     TEXT NOT NULL,                  -- JSON: the sweep as read
  started  INTEGER NOT NULL,               -- milliseconds since 1970
  lanes    INTEGER NOT NULL,
  status   TEXT NOT NULL CHECK (status IN ('running', 'done', 'cancelled')),
  reason   TEXT,
  process  TEXT NOT NULL                   -- whose it is while it runs
) STRICT;
CREATE INDEX sweeps_by_name ON sweeps (name, number);

CREATE TABLE sweep_decisions (
  sweep  INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  number INTEGER NOT NULL,
  trial  INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  run    TEXT NOT NULL,                    -- the id of the run that it began; no row in runs where that equals an earlier one
  body   TEXT NOT NULL,                    -- JSON
  PRIMARY KEY (sweep, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_decisions_by_run ON sweep_decisions (run);

CREATE TABLE sweep_outcomes (
  sweep    INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  decision INTEGER NOT NULL,
  trial    INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  run      TEXT NOT NULL,
  body     TEXT NOT NULL,                  -- JSON
  PRIMARY KEY (sweep, decision)
) STRICT, WITHOUT ROWID;
`;
