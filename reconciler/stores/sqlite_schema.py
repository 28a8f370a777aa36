"""The tables of a SQLite state.

Rows that count in millions are clustered by customer, workspace and person (WITHOUT ROWID) and need no index
beside; a seat is the number of one of a few dozen kinds. References are for ``check``: enforcing them while writing
would cost more than the writing.
"""

APPLICATION_ID = 0x7265636E
"""Says "a state of reconciler" in the header of the file."""

VERSION = 1

VENDOR = """
CREATE TABLE IF NOT EXISTS vendor (   -- the vendor's people; a state that never had any may lack the table
  key TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  role TEXT NOT NULL,
  name TEXT,
  since TEXT NOT NULL,
  by TEXT NOT NULL
) WITHOUT ROWID;
"""

LINK_KEY = """
CREATE TABLE IF NOT EXISTS link_key (id TEXT NOT NULL);   -- the key of links; a state that made none may lack it
"""

CASES = """
CREATE TABLE IF NOT EXISTS support_case (   -- a state that never had any may lack the table
  customer INTEGER NOT NULL,
  workspace INTEGER NOT NULL,
  number INTEGER NOT NULL,            -- counts within the workspace
  fields TEXT NOT NULL,               -- with private values as ids
  PRIMARY KEY (customer, workspace, number)
) WITHOUT ROWID;
"""

CONVERGED = """
CREATE TABLE IF NOT EXISTS converged (   -- what need not be planned again; whoever loses it loses time
  customer INTEGER PRIMARY KEY,
  since TEXT NOT NULL,
  line BLOB NOT NULL,                 -- what a plan says of the customer
  proof BLOB NOT NULL                 -- of all this, and of the customer's row as it was then
);
"""

PRINTS = """
CREATE TABLE IF NOT EXISTS print (      -- of personal values, to find an address by; a state may lack the table
  customer INTEGER NOT NULL,
  block INTEGER NOT NULL,               -- of so many ids
  prints BLOB NOT NULL,                 -- two bytes for each id
  PRIMARY KEY (customer, block)
) WITHOUT ROWID;
"""

TALLIES = """
CREATE TABLE IF NOT EXISTS tally (      -- how many people sit how; a state may lack the table
  customer INTEGER NOT NULL,
  workspace INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  people INTEGER NOT NULL,
  PRIMARY KEY (customer, workspace, kind)
) WITHOUT ROWID;
"""

DELIVERY = """
CREATE TABLE IF NOT EXISTS notice (   -- messages owed that are no invitations
  customer INTEGER NOT NULL,
  workspace INTEGER NOT NULL,
  person INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  kind TEXT NOT NULL,
  send_on TEXT NOT NULL,
  PRIMARY KEY (customer, workspace, person, generation, kind)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS letter (   -- written and not sent
  customer INTEGER NOT NULL,
  person INTEGER NOT NULL,
  id TEXT NOT NULL,
  about TEXT NOT NULL,
  content TEXT NOT NULL,              -- with a place-holder for each link
  attempts INTEGER NOT NULL,
  not_before TEXT,
  said TEXT NOT NULL,
  PRIMARY KEY (customer, person, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sent (
  customer INTEGER NOT NULL,
  person INTEGER NOT NULL,
  id TEXT NOT NULL,
  about TEXT NOT NULL,
  digest TEXT NOT NULL,
  at TEXT NOT NULL,
  refused TEXT NOT NULL,
  PRIMARY KEY (customer, person, id)
) WITHOUT ROWID;
"""

TABLES = (
    VENDOR
    + LINK_KEY
    + CASES
    + CONVERGED
    + PRINTS
    + TALLIES
    + DELIVERY
    + """
CREATE TABLE meta (lineage TEXT NOT NULL);

CREATE TABLE customer (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  serial INTEGER NOT NULL,
  head TEXT NOT NULL,                 -- the hash of the last journal entry
  record TEXT NOT NULL,               -- facts, with private values as ids
  root TEXT NOT NULL DEFAULT '',
  sources TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE private (
  customer INTEGER NOT NULL REFERENCES customer,
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT,
  salt BLOB,
  erased BLOB,                        -- the proof, where text and salt are gone
  PRIMARY KEY (customer, id)
) WITHOUT ROWID;

CREATE TABLE kind (id INTEGER PRIMARY KEY, seat TEXT NOT NULL UNIQUE);

CREATE TABLE seat (
  customer INTEGER NOT NULL,
  workspace INTEGER NOT NULL,
  person INTEGER NOT NULL,
  kind INTEGER NOT NULL REFERENCES kind,
  PRIMARY KEY (customer, workspace, person)
) WITHOUT ROWID;

CREATE TABLE journal (
  customer INTEGER NOT NULL REFERENCES customer,
  seq INTEGER NOT NULL,
  digest TEXT NOT NULL,
  entry BLOB NOT NULL,                -- as the very bytes that were hashed
  PRIMARY KEY (customer, seq)
);

CREATE TABLE applies (
  apply TEXT NOT NULL,
  customer INTEGER NOT NULL REFERENCES customer,
  serial INTEGER NOT NULL,
  PRIMARY KEY (apply, customer)
) WITHOUT ROWID;

CREATE TABLE message (
  customer INTEGER NOT NULL,
  workspace INTEGER NOT NULL,
  person INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  send_on TEXT NOT NULL,              -- an invitation each
  PRIMARY KEY (customer, workspace, person, generation)
) WITHOUT ROWID;
"""
)
