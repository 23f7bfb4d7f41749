"""The tables of marketdata/PROTOCOL.md.

python -m marketdata.protocol_page writes them into the page.
"""

from __future__ import annotations

from pathlib import Path

from gateway.protocol import pages
from gateway.protocol.maps import Record
from gateway.protocol.readers import Reader
from marketdata.channels import ROWS, Channel
from marketdata.codes import OF_FEED
from marketdata.messages import DATA
from marketdata.operations import EVERYONE
from marketdata.operations import ROWS as OPERATIONS

PAGE = Path(__file__).with_name("PROTOCOL.md")
_HEAD = ("channel", "of", "a message is", "who", "what it says", "data", "snapshot", "kept")


def tables() -> dict[str, str]:
    """Every table of the page by its name."""
    return {
        "operations": pages.operations(OPERATIONS, EVERYONE),
        "channels": pages.table(_HEAD, map(_channel, ROWS)),
        "feed errors": pages.refusals(OF_FEED),
    }


def _channel(row: Channel) -> list[str]:
    return [
        f"`{row.name}`",
        "an instrument" if row.by_instrument else "the venue",
        "one change" if row.every_change else "absolute",
        f"role {row.role}" if row.role else "everyone",
        row.help,
        _data(DATA[row.name]),
        row.snapshot,
        f"{row.kept:,}" if row.kept else "by day",
    ]


def _data(reader: Reader) -> str:
    return pages.fields_text(reader.fields) if isinstance(reader, Record) else reader.text


def main() -> None:
    """Write the tables into the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(pages.rewritten(page, tables()), encoding="utf-8")


if __name__ == "__main__":
    main()
