/**
 * Version 1: runs and everything about them.
 *
 * A run, a param's name and a metric's name are numbers here, and what hangs on a run lies in the order of its number: 10,000 runs of
 * 20 epochs then take tens of megabytes, and one run's curve lies on few pages.
 * `runs.params` holds again what `params` holds: the former is read whole for every listing, the latter answers filters.
 */
export const runs = `
CREATE TABLE run_ids (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  number      INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  experiment  TEXT NOT NULL,
  pipeline    TEXT NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'cancelled')),
  started     INTEGER NOT NULL,            -- milliseconds since 1970
  seconds     REAL,
  process     TEXT NOT NULL,               -- whose run it is: when that process is gone, so is the run
  params      TEXT NOT NULL,               -- JSON: stage.param → value
  environment TEXT NOT NULL,               -- JSON
  facts       TEXT NOT NULL DEFAULT '{}',  -- JSON: stage.fact → value
  signature   TEXT                         -- of a run that is done: hash of its stages' keys
) STRICT;
CREATE INDEX runs_by_start ON runs (started);
CREATE INDEX runs_by_experiment ON runs (experiment, started);
CREATE INDEX runs_by_signature ON runs (signature) WHERE signature IS NOT NULL;

CREATE TABLE param_names (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE params (
  run    INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  param  INTEGER NOT NULL REFERENCES param_names,
  value  TEXT NOT NULL,                    -- JSON
  amount REAL,                             -- of a number
  PRIMARY KEY (run, param)
) STRICT, WITHOUT ROWID;
CREATE INDEX params_by_value ON params (param, amount);

CREATE TABLE stages (
  run      INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  name     TEXT NOT NULL,
  position INTEGER NOT NULL,
  uses     TEXT NOT NULL,
  needs    TEXT NOT NULL,                  -- JSON: names of stages
  how      TEXT NOT NULL CHECK (how IN ('pending', 'waiting', 'running', 'ran', 'cached', 'shared', 'failed', 'skipped')),
  key      TEXT,
  digest   TEXT,
  seconds  REAL,
  reason   TEXT,
  threads  INTEGER,
  attempts INTEGER,
  failure  TEXT,                           -- JSON
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_names (
  number INTEGER PRIMARY KEY,
  stage  TEXT NOT NULL,
  name   TEXT NOT NULL,
  UNIQUE (stage, name)
) STRICT;
CREATE TABLE metrics (
  run    INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  metric INTEGER NOT NULL REFERENCES metric_names,
  step   INTEGER NOT NULL,
  value  REAL,                             -- NULL where it is not finite: then kind says what it is
  kind   TEXT CHECK (kind IN ('nan', 'inf', '-inf') AND (kind IS NULL) = (value IS NOT NULL)),
  PRIMARY KEY (run, metric, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE latest_metrics (
  run      INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  metric   INTEGER NOT NULL REFERENCES metric_names,
  step     INTEGER NOT NULL,
  value    REAL,
  kind     TEXT,
  max      REAL,                           -- of the finite values, as min
  max_step INTEGER,
  min      REAL,
  min_step INTEGER,
  PRIMARY KEY (run, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE notes (
  run     INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  written INTEGER NOT NULL,                -- milliseconds since 1970
  note    TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_run ON notes (run);
`;
