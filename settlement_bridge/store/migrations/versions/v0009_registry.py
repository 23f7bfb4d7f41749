"""The first form of the registry's tables that this build knows, written out in the SQL file of the
same name.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "v0009"
down_revision = None

# The number of a row that is not counted up; that of the only row of `registry`; how a table whose
# key is its order is kept.
_WORDS = {
    "sqlite": {"number": "INTEGER", "one": "SMALLINT", "without_rowid": " WITHOUT ROWID"},
    "postgresql": {"number": "BIGINT", "one": "SMALLSERIAL", "without_rowid": ""},
}


def upgrade() -> None:
    """Make all tables and their indexes."""
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    words = _WORDS[op.get_bind().dialect.name]
    for statement in text.format(**words).split(";\n"):
        if statement.strip():
            op.execute(statement)
