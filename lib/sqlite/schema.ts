/** Written into the file's header to identify our files. */
export const APPLICATION_ID = 0x4d_73_66_4e;

export const SCHEMA_VERSION = 1;

/**
 * `message` holds the stored messages as long as SNS may deliver them again; `job` holds unfinished
 * jobs. A finished job is deleted.
 *
 * `next` is the job that waits for this one: the next of the same handler and owner.
 */
export const SCHEMA = `
  CREATE TABLE message (
    id TEXT PRIMARY KEY,
    notification TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX message_expiry ON message (expires_at);

  CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    handler TEXT NOT NULL,
    content TEXT NOT NULL,
    next INTEGER,
    state TEXT NOT NULL CHECK (state IN ('ready', 'running', 'blocked', 'dead')),
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    run INTEGER,
    failed_at INTEGER,
    error TEXT
  ) STRICT;

  CREATE UNIQUE INDEX job_identity ON job (message_id, position, handler);
  CREATE INDEX job_ready ON job (due_at, id) WHERE state = 'ready';
  CREATE INDEX job_dead ON job (failed_at, id) WHERE state = 'dead';

  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Not in the schema of version 1; created if missing. Other versions ignore it. */
export const DEAD_LETTERS_BY_HANDLER = `
  CREATE INDEX IF NOT EXISTS job_dead_of_handler ON job (handler, failed_at, id)
  WHERE state = 'dead'`;
