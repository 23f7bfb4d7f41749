"""The tables of gateway/TABLES.md, from the bounds of all rooms.

python -m tests.venue_tables writes them into the page.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from engine.commands import Parameter
from engine.rules.state import ACCOUNT_KILLS_MAX, AWAITING_MAX, EXCHANGE_KILLS_MAX, Capacity
from engine.units import (
    ACCOUNT_SHARE,
    ANNOUNCEMENTS_KEPT,
    PIECES_MAX,
    SHARE_LEAST,
    UNSETTLED_DAYS_MAX,
)
from gateway.floor import act_register, cases, client_orders, risk_alerts
from gateway.protocol import arrivals, auth, descriptors, door, listening, shares
from gateway.protocol.limits import Limits
from gateway.protocol.pages import rewritten, table
from gateway.protocol.places import Room
from gateway.server.new_venue import orders_share
from marketdata import audience, fan_out, listener
from settlement_bridge import office
from settlement_bridge.server import budgets
from settlement_bridge.server import process as registry

PAGE = Path(__file__).parents[1] / "gateway" / "TABLES.md"
HEAD = ("table", "places", "one account's share", "when it is full")
STAFF = "only staff fill it"
MIB = 1024 * 1024


class Places(NamedTuple):
    """A table of the engine: the share of an account, and the answer to one more."""

    what: str
    share: str
    answer: str


def _share(places: int) -> str:
    return f"{max(SHARE_LEAST, places // ACCOUNT_SHARE):,}"


SIZES = Capacity()
ENGINE = {
    "accounts": Places("accounts", STAFF, "`account_out_of_range`"),
    "instruments": Places("instruments", STAFF, "`instrument_out_of_range`"),
    "holdings": Places(
        "holdings: an account with an instrument",
        f"{SIZES.instruments - 1:,}, one an instrument",
        "`holdings_full`; who has the instrument trades on",
    ),
    "orders": Places(
        "open orders",
        f"{orders_share(SIZES.orders):,} (`open_orders_above_limit`)",
        "`orders_full`; orders that trade at once are taken",
    ),
    "levels": Places("prices of the ladders, a side", STAFF, "`ladder_full`"),
    "auctions": Places(
        "auctions of a day, and those under way",
        f"{_share(SIZES.auctions)} under way (`auctions_of_account_full`)",
        "the place of one that came to nothing, else `auctions_full`",
    ),
    "bids": Places(
        "open bids",
        f"{Parameter.AUCTION_BIDS_MAX.default} (`auction_bids_max`; `bids_of_account_full`)",
        "`bids_full`",
    ),
    "intents": Places(
        "intents of a day",
        f"{_share(SIZES.intents)} (`intents_of_account_full`)",
        "`intents_full`",
    ),
    "dialogues": Places(
        "dialogues of a day",
        f"{_share(SIZES.dialogues)} (`dialogues_of_account_full`)",
        "`dialogues_full`",
    ),
    "deals": Places(
        "deals of a day",
        f"{_share(SIZES.deals)} by answering intents (`deals_of_account_full`)",
        "`deals_full`",
    ),
    "trades": Places(
        "trades of a day that can be undone",
        "",
        "trading goes on; none of that day can be undone (`day_trades_full`)",
    ),
}
NO_TABLE = {"ladder_step"}  # of the capacity's fields
LIMITS = Limits()
SET = {  # limits of the gateway: what they bound, its share, the answer to more
    "connections": (
        "sessions of members and viewers",
        f"{LIMITS.sessions_per_account} (`sessions_per_account`), {LIMITS.sessions_per_key} a key"
        " (`sessions_per_key`)",
        "`sessions_exceeded`; staff, feed and bridge log on",
    ),
    "strangers": (
        "connections that have not logged on",
        f"{LIMITS.strangers_per_address} an address (`strangers_per_address`)",
        "the oldest of the address with the most is closed",
    ),
    "in_flight": (
        "requests of a session that wait",
        f"{LIMITS.key_times} times a key, {LIMITS.account_times} times an account,"
        f" {LIMITS.address_times} times an address",
        "`in_flight_exceeded`",
    ),
    "waiting": (
        "requests of all sessions that wait",
        f"{LIMITS.in_flight * LIMITS.account_times:,} (`in_flight`)",
        "`overloaded`; cancels are taken, staff, feed and bridge go on",
    ),
    "unsent_bytes": (
        "bytes that a session has not read",
        f"{LIMITS.account_unsent_bytes:,} (`account_unsent_bytes`)",
        "closed with 4009, of an account's the slowest",
    ),
}
GATEWAY = [
    (
        "client order ids of a day",
        f"{client_orders.IDS_MAX:,}",
        f"{client_orders.ACCOUNT_IDS_MAX:,}",
        "`client_order_ids_full`; orders without an id are taken",
    ),
    *(
        (what, f"{getattr(LIMITS, name):,} (`{name}`)", *rest)
        for name, (what, *rest) in SET.items()
    ),
    ("connections of the venue's own", f"{listening.OWN_MAX}", "", "closed with 1013"),
    (
        "connections without a WebSocket, at each server",
        f"{door.STRANGERS_MAX:,}",
        "",
        "the oldest is cut",
    ),
    (
        "new connections of an address a second, at each server",
        f"{arrivals.PER_S}, after a pause {arrivals.AT_ONCE}",
        "",
        "cut at once; those of the same computer are taken",
    ),
    (
        "connections of a process with 65,536 file descriptors",
        f"{descriptors.for_clients(descriptors.WANTED):,}",
        "",
        "cut at once; the listener of the venue's own takes them",
    ),
    ("addresses whose use is known", f"{shares.ADDRESSES_MAX:,}", "", "the oldest is forgotten"),
    ("keys", f"{auth.KEYS_MAX:,}", STAFF, "`keys.json` is refused"),
    (
        "operators under a kill",
        f"{EXCHANGE_KILLS_MAX} by staff",
        f"{ACCOUNT_KILLS_MAX}",
        "`operators_full`: kill the account",
    ),
    ("days without settlement", f"{UNSETTLED_DAYS_MAX}", STAFF, "`days_unsettled_full`"),
    ("acts of staff that await approval", f"{AWAITING_MAX}", STAFF, "`held_full`"),
    ("announcements", f"{ANNOUNCEMENTS_KEPT}", STAFF, "the oldest is not listed any more"),
    (
        "acts at hand",
        f"{act_register.ACTS_KEPT_MAX:,}",
        STAFF,
        "the oldest are in the data folder alone",
    ),
    ("pieces of texts of one command", f"{PIECES_MAX}", STAFF, "`texts_full`"),
    (
        "cases of surveillance at hand",
        f"{cases.KEPT_MAX:,}",
        "only surveillance fills it",
        "those that changed long ago are in its file alone",
    ),
    ("risk alerts", f"{risk_alerts.KEPT_MAX:,}", "only the bridge fills it", "`overloaded`"),
]


def _room(server: str, room: Room) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"sessions at the {server}",
            f"{room.members:,}",
            f"{room.per_account}, {room.per_key} a key",
            "`sessions_exceeded`; the venue's own log on",
        ),
        (
            f"connections at the {server} that have not logged on",
            f"{room.strangers:,}",
            f"{room.per_address} an address",
            "the oldest of the address with the most is closed",
        ),
    ]


OTHERS = [
    *_room("feed", audience.ROOM),
    (
        "channels that a listener hears",
        f"{listener.SUBSCRIPTIONS_MAX:,}",
        "",
        "`too_many_subscriptions`",
    ),
    (
        "bytes that a listener has not read",
        f"{fan_out.WRITE_BUDGET_BYTES:,}",
        "",
        "closed with 4009",
    ),
    *_room("registry", registry.ROOM),
    (
        "requests of a session at the registry a second",
        f"{budgets.PER_S}, eight rows of an answer count as one",
        f"{budgets.KEY_TIMES} times a key, {budgets.ACCOUNT_TIMES} times an account,"
        f" {budgets.ADDRESS_TIMES} times an address",
        "they wait to be read; staff and the venue's own do not",
    ),
    ("files on their way to the registry", f"{office.UPLOADS_MAX}", STAFF, "the oldest gives way"),
]


def tables() -> dict[str, str]:
    """Every table of the page by its name."""
    engine = (
        (row.what, f"{getattr(SIZES, name) - (name != 'levels'):,}", row.share, row.answer)
        for name, row in ENGINE.items()
    )
    return {
        "engine": table(HEAD, engine),
        "gateway": table(HEAD, GATEWAY),
        "feed and registry": table(HEAD, OTHERS),
    }


def written(page: str) -> str:
    """The page with its tables as they are now."""
    return rewritten(page, tables())


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
