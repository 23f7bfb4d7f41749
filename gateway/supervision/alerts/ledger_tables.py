"""The tables of alerts in SQLite: alerts, the numbers given, and where the process goes on."""

TABLES = """
CREATE TABLE IF NOT EXISTS alerts (
    number INTEGER PRIMARY KEY,
    change INTEGER NOT NULL UNIQUE,
    is_cleared INTEGER NOT NULL,
    rule TEXT NOT NULL,
    subject TEXT NOT NULL,
    instrument TEXT NOT NULL,
    account INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS conditions ON alerts (rule, subject, instrument, account, number);
CREATE INDEX IF NOT EXISTS lasting ON alerts (is_cleared, change);
CREATE TABLE IF NOT EXISTS given (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    change INTEGER NOT NULL,
    newest_event INTEGER NOT NULL
) STRICT;
INSERT OR IGNORE INTO given VALUES (1, 0, 0, 0);
CREATE TABLE IF NOT EXISTS place (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    venue TEXT NOT NULL,
    next_event INTEGER NOT NULL,
    lasting TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS hooks (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    delivered INTEGER NOT NULL
) STRICT;
"""
