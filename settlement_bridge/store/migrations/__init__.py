"""Every form the registry's tables ever had, as Alembic migrations, one after another; carried out
when a registry is opened.

A migration says its tables and columns itself and never changes once it has been released.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from settlement_bridge.errors import RegistryUnreadable
from settlement_bridge.store.tables import bank as bank_schema
from settlement_bridge.store.tables import compliance as compliance_schema
from settlement_bridge.store.tables import defaults as defaults_schema
from settlement_bridge.store.tables import objections as objections_schema
from settlement_bridge.store.tables import recovery as recovery_schema
from settlement_bridge.store.tables import representatives as representatives_schema
from settlement_bridge.store.tables.registry import metadata

TABLES_BESIDE = (  # on the same metadata as the core's
    bank_schema,
    compliance_schema,
    defaults_schema,
    objections_schema,
    recovery_schema,
    representatives_schema,
)
FIRST = "v0001"  # the form of version 0.1.0, which did not say so in Alembic's own table
_VERSION_BEFORE_ALEMBIC = 1


def migrate(connection: Connection) -> tuple[str | None, str]:
    """Bring a registry to the present form, inside the connection's transaction; from which
    revision (None: new) to which.

    A new one is made as the schema says; a test holds that against what the migrations make. Raises
    RegistryUnreadable when it is of a version this build does not know.
    """
    config = _config(connection)
    directory = ScriptDirectory.from_config(config)
    target = str(directory.get_current_head())
    present = _adopt(connection, config)
    if present is None:
        metadata.create_all(connection)
        command.stamp(config, target)
    elif present not in {script.revision for script in directory.walk_revisions()}:
        raise RegistryUnreadable(
            f"a registry of version {present!r}; this build reads up to {target!r}"
        )
    elif present != target:
        command.upgrade(config, target)
    return present, target


def revision(connection: Connection) -> str | None:
    """The revision of a registry's tables, None when it has none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade_to(connection: Connection, target: str) -> None:
    """Bring a registry to a given revision, inside the connection's transaction.

    Raises RegistryUnreadable when unknown.
    """
    try:
        command.upgrade(_config(connection), target)
    except CommandError as error:
        raise RegistryUnreadable(str(error)) from error


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "settlement_bridge.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _adopt(connection: Connection, config: Config) -> str | None:
    """The present revision; a registry of version 0.1.0 is marked as being of the first one."""
    present = revision(connection)
    if present is not None or not inspect(connection).has_table("registry"):
        return present
    version = connection.scalar(text("SELECT version FROM registry"))
    if version != _VERSION_BEFORE_ALEMBIC:
        raise RegistryUnreadable(
            f"a registry of version {version}; before Alembic there was only"
            f" {_VERSION_BEFORE_ALEMBIC}"
        )
    command.stamp(config, FIRST)
    return FIRST
