"""Requests that schemathesis makes of the OpenAPI document, at a running server.

    python -m tests.marketdata.http.fuzz [--examples N] [--seed N] [--path PART]

A finding is a status, form, header or body that the document does not have, a refusal of what it
allows, or an answer to what it does not allow. Exit code 1 with a finding.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from gateway.protocol.address import Address
from gateway.protocol.auth import PublicKeys
from marketdata.publisher import Publisher
from tests.marketdata.http.conftest import Venue, built

EXAMPLES = 300  # a path, where a person asks
SEED = 1


@contextlib.contextmanager
def served(venue: Venue) -> Iterator[str]:
    """The address of a venue's feed, whose loop runs on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    keys = PublicKeys(venue.data / "keys.json")
    publisher = asyncio.run_coroutine_threadsafe(_open(venue, keys), loop).result()
    try:
        yield publisher[1].replace("ws://", "http://")
    finally:
        asyncio.run_coroutine_threadsafe(publisher[0].__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _open(venue: Venue, keys: PublicKeys) -> tuple[Publisher, str]:
    publisher = await Publisher(venue.exchange.feed, venue.history, keys).__aenter__()
    return publisher, await publisher.listen(Address())


def run(url: str, words: Sequence[str], seed: int = SEED) -> Result:
    """What schemathesis finds at an address."""
    from schemathesis.cli import schemathesis

    options = ("--seed", str(seed), "--generation-database", "none", "--no-color")
    # It keeps files where it runs.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        arguments = ["run", f"{url}/v1/openapi.json", *options, *words]
        return CliRunner().invoke(schemathesis, arguments)


def main(arguments: Sequence[str]) -> int:
    """Run it for long; 1 with a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.marketdata.http.fuzz")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="of each path")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--path", default="/v1/", help="a part of the paths")
    options = parser.parse_args(arguments)
    words = ("--max-examples", str(options.examples), "--include-path-regex", options.path)
    with (
        tempfile.TemporaryDirectory() as folder,
        built(Path(folder)) as venue,
        served(venue) as url,
    ):
        result = run(url, words, options.seed)
    sys.stdout.write(result.output)
    return result.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
