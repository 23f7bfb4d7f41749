"""What Alembic runs for each command: migrations on the connection, and in the transaction, of
whoever opens the registry.
"""

from __future__ import annotations

from alembic import context

from settlement_bridge.store.tables.registry import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
