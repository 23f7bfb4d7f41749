"""What Alembic runs for each command: migrations on the connection, and in the transaction, of the
process that opens the registry.
"""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
