"""The tables of cases in SQLite: cases, their history, and where surveillance goes on."""

TABLES = """
CREATE TABLE IF NOT EXISTS cases (
    number INTEGER PRIMARY KEY,
    date INTEGER NOT NULL,
    rule TEXT NOT NULL,
    instrument TEXT NOT NULL,
    accounts TEXT NOT NULL,
    UNIQUE (date, rule, instrument, accounts)
) STRICT;
CREATE TABLE IF NOT EXISTS history (
    line INTEGER PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES cases (number),
    time_ns INTEGER NOT NULL,
    who TEXT NOT NULL,
    act TEXT NOT NULL,
    words TEXT NOT NULL,
    strength INTEGER NOT NULL DEFAULT 0,
    event INTEGER NOT NULL DEFAULT 0,
    evidence TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX IF NOT EXISTS lines ON history (number, line);
CREATE INDEX IF NOT EXISTS events ON history (event);
CREATE TABLE IF NOT EXISTS place (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    venue TEXT NOT NULL,
    next_event INTEGER NOT NULL,
    lasting TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS today (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    date INTEGER NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS history_stays BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'the history of a case is never changed'); END;
CREATE TRIGGER IF NOT EXISTS history_is_kept BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'the history of a case is never taken away'); END;
"""
# What a database of before acts of staff were journalled lacks.
OF_STAFF = """
ALTER TABLE history ADD COLUMN operator INTEGER NOT NULL DEFAULT 0;
ALTER TABLE history ADD COLUMN measure TEXT NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE history ADD COLUMN hold TEXT NOT NULL DEFAULT '';
DROP INDEX IF EXISTS findings;
CREATE UNIQUE INDEX once ON history (number, event, hold) WHERE event > 0;
"""
COLUMNS = (
    "time_ns",
    "who",
    "act",
    "words",
    "strength",
    "event",
    "evidence",
    "operator",
    "measure",
    "day",
    "hold",
)  # of a line
