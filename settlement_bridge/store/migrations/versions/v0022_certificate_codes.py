"""The codes of certificates, so that whose they are can have them again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0022"
down_revision = "v0021"


def upgrade() -> None:
    """Make the table, empty: of codes issued so far only the fingerprints were kept."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "certificate_codes",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(2_200), nullable=False),
    )
