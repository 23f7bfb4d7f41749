"""A registry that somebody with its file has rewritten, chain and all: its check finds nothing, and
the exchange's log does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

from sqlalchemy import delete, text

from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import anchors
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.store import chain
from settlement_bridge.store.registry_tables import links
from tests.settlement_bridge.bridge.test_old_copy import GROUND, ceax, database

Runner = Callable[[Any], AbstractContextManager[Any]]


def rewrite(registry: Path) -> None:
    """Change a ground and compute the chain anew, with as many links."""
    with closing(open_registry(f"sqlite:///{registry}")) as opened:
        number = opened.read(chain.head).number
        with opened.engine.begin() as connection:
            connection.execute(text("UPDATE sign_offs SET document = 'court 9/2026'"))
            connection.execute(delete(links))
            chain.take_over(connection, "nothing happened", lambda: 1)
            while chain.head(connection).number < number:
                chain.add_link(connection, [["", "nothing happened"]], lambda: 1)
        assert opened.snapshot(disagreements) == []


def test_a_registry_that_was_written_anew_is_found_out_by_the_exchanges_log(
    venue_runner: Runner, registry_runner: Runner, house_furnisher: Any, tmp_path: Path
) -> None:
    with venue_runner(tmp_path) as venue:
        with registry_runner(venue) as process:
            asyncio.run(house_furnisher(venue))
            process.kill()
            process.wait()
        with registry_runner(venue) as process:
            assert ceax(venue, "standing") == (0, "sound: registry and exchange agree\n")
            process.kill()
            process.wait()
        with closing(open_registry(f"sqlite:///{database(venue)}")) as opened:
            assert opened.read(anchors.last_log_head) is not None
        rewrite(database(venue))
        with registry_runner(venue):
            code, output = ceax(venue, "standing")
            assert (code, "which is noted there, is another here" in output) == (1, True), output
            assert ceax(venue, "deposit", "1", "5.00")[0] == 1
            code, output = ceax(venue, "catch-up", "--document", GROUND)
            assert (code, "registry and exchange agree" in output) == (0, True), output
            assert ceax(venue, "deposit", "1", "5.00")[0] == 0
