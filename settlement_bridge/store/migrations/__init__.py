"""The forms that the registry's tables had since revision v0009, as Alembic migrations, one after
another; carried out when a registry is opened.

A migration says its tables and columns itself and never changes once it has been released.
"""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from settlement_bridge.errors import RegistryUnreadable

FIRST = "v0009"  # the oldest form that this build opens
_BEFORE_REVISIONS = "0.1.0"  # did not name its form in Alembic's own table


def migrate(connection: Connection) -> tuple[str | None, str]:
    """Bring a registry to the present form, inside the connection's transaction; from which
    revision (None: new) to which.

    Raises RegistryUnreadable when it is of a version this build does not know.
    """
    directory = ScriptDirectory(str(Path(__file__).parent))
    target = str(directory.get_current_head())
    present = revision(connection)
    if present is None and inspect(connection).has_table("registry"):
        raise _too_old(_BEFORE_REVISIONS)
    if present is not None and present < FIRST:
        raise _too_old(present)
    if present not in {None, *(script.revision for script in directory.walk_revisions())}:
        raise RegistryUnreadable(
            f"a registry of version {present!r}; this build reads up to {target!r}"
        )
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for script in reversed([*directory.iterate_revisions(target, present)]):
            script.module.upgrade()
    if present != target:
        context.stamp(directory, target)
    return present, target


def revision(connection: Connection) -> str | None:
    """The revision of a registry's tables, None when it has none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def _too_old(version: str) -> RegistryUnreadable:
    return RegistryUnreadable(
        f"a registry of version {version!r}; this build reads from {FIRST!r} on: open it once with"
        f" the earlier build that brings it to {FIRST!r}, then with this one"
    )
