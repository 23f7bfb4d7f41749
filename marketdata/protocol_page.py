"""The tables of the feed's pages: PROTOCOL.md, MESSAGES.md, REASONS.md, HTTP.md.

python -m marketdata.protocol_page writes them into the pages.
"""

from __future__ import annotations

from pathlib import Path

from gateway.protocol import field_tables, pages
from marketdata.channels import ROWS, Channel
from marketdata.codes import OF_FEED as CODES
from marketdata.contract import CONTRACT
from marketdata.glossary import OF_FEED
from marketdata.http.page import fields_of_paths, paths
from marketdata.messages import DATA, HEAD
from marketdata.operations import EVERYONE
from marketdata.operations import ROWS as OPERATIONS

ROOM = Path(__file__).parent
PAGES = (*pages.PAGES, "HTTP.md")
_HEAD = ("channel", "of", "a message is", "who", "what it says", "snapshot", "kept")


def tables() -> dict[str, str]:
    """Every table of the pages by its name."""
    return {
        "operations": pages.operations(OPERATIONS, EVERYONE),
        "channels": pages.table(_HEAD, map(_channel, ROWS)),
        "log-on": field_tables.operations([CONTRACT.log_on], (), OF_FEED),
        "fields of operations": field_tables.operations(OPERATIONS, EVERYONE, OF_FEED),
        "fields of messages": field_tables.fields(HEAD, OF_FEED),
        "fields of channels": "\n".join(map(_data, ROWS)),
        "reasons": pages.refusals(CODES),
        "paths": paths(),
        "fields of paths": fields_of_paths(),
    }


def _channel(row: Channel) -> list[str]:
    return [
        f"[`{row.name}`]({pages.FIELDS}#{row.name})",
        "an instrument" if row.by_instrument else "the venue",
        "one change" if row.every_change else "absolute",
        f"role {row.role}" if row.role else "everyone",
        row.help,
        row.snapshot,
        f"{row.kept:,}" if row.kept else "by day",
    ]


def _data(row: Channel) -> str:
    """The data of a channel under its heading."""
    return f"#### `{row.name}`\n{row.help}\n\n{field_tables.content(DATA[row.name], OF_FEED)}"


if __name__ == "__main__":
    pages.write(ROOM, tables(), PAGES)
