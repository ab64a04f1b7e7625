/**
 * Version 3: what a run is repeated from. `contents` holds texts by the SHA-256 of what they say, packed, so that a thousand trials share
 * what they have in common: the pipeline of a run as it was resolved, the changes of tracked files beside the commit, and the fingerprint of
 * each stage, which lies under the stage's key, since a key is the hash of its fingerprint.
 */
export const records = `
CREATE TABLE contents (
  sha256 TEXT PRIMARY KEY,
  body   BLOB NOT NULL                     -- deflated, UTF-8
) STRICT;
ALTER TABLE runs ADD COLUMN recipe TEXT;   -- of contents; a run of an earlier version has none
ALTER TABLE runs ADD COLUMN changes TEXT;  -- of contents: a patch; none where nothing was changed
`;
