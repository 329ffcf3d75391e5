-- The run file, format 4. FORMAT.md says what the columns hold.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE manifests (
  id INTEGER PRIMARY KEY,
  document TEXT NOT NULL,
  checksum TEXT NOT NULL,
  written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

CREATE TABLE problems (
  id INTEGER PRIMARY KEY,
  suite TEXT NOT NULL,
  problem TEXT NOT NULL,
  document BLOB NOT NULL,
  prompt_ids BLOB,
  UNIQUE (suite, problem)
) STRICT;

CREATE TABLE samples (
  id INTEGER PRIMARY KEY,
  problem INTEGER NOT NULL REFERENCES problems (id),
  sample INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('full', 'budget_fork', 'extended')),
  budget INTEGER NOT NULL,
  parent INTEGER REFERENCES samples (id),
  trace BLOB NOT NULL,
  thinking_bytes INTEGER NOT NULL,
  token_ids BLOB NOT NULL,
  prompt_ids BLOB,
  think_end INTEGER,
  finish_reason TEXT NOT NULL CHECK (finish_reason IN ('stop', 'length', 'budget')),
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  queue_ms REAL NOT NULL,
  prefill_ms REAL NOT NULL,
  decode_ms REAL NOT NULL,
  logprobs BLOB,
  telemetry TEXT,
  finished TEXT NOT NULL,
  checksum TEXT NOT NULL,
  UNIQUE (problem, sample, kind, budget)
) STRICT;

CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY,
  sample INTEGER NOT NULL REFERENCES samples (id),
  kind TEXT NOT NULL,
  extracted TEXT NOT NULL,
  canonical TEXT NOT NULL,
  reason TEXT NOT NULL,
  output TEXT NOT NULL,
  grader TEXT NOT NULL,
  cpu_ms REAL NOT NULL,
  rss_bytes REAL NOT NULL,
  checksum TEXT NOT NULL,
  judged TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

CREATE INDEX verdicts_of_sample ON verdicts (sample, id);
