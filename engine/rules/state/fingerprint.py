"""The hash of a state."""

from __future__ import annotations

import hashlib

import numpy as np

from engine.rules.state.arrays import (
    DETAILS,
    RARE_DETAILS,
    RARE_OF_INSTRUMENTS,
    StateArray,
)

STATE_VERSION = 5
# each in the hash only where there is any of it
SEPARATE = ("guards", "rules", "approvals", "supervision", "fee_schedule", "cash_transfers")


def state_hash(state: StateArray) -> str:
    """SHA-256 over everything in use, in hex. Equal states of equal capacity hash equal.

    The numbering is in it where it is keyed: a venue of before hashes as it did.
    A venue without texts, guards, expiry times, rules, approvals, dated suspensions, relations,
    ends of halts, dated fees, dates of auctions, a resale rule and transfers of cash apart hashes
    as before there were any. The running day's trades are in it from the venue's first correction
    on.
    """
    record = state[0]
    venue = record["venue"]
    digest = hashlib.sha256(STATE_VERSION.to_bytes(2, "little"))
    used = {
        "accounts": int(venue["accounts_used"]) + 1,
        "instruments": int(venue["instruments_used"]) + 1,
        "holdings": int(venue["holdings_used"]) + 1,
        "orders": int(venue["orders_used"]) + 1,
        "auctions": int(venue["auctions_used"]) + 1,
        "bids": int(venue["bids_used"]) + 1,
        "intents": int(venue["intents_used"]) + 1,
        "dialogues": int(venue["dialogues_used"]) + 1,
        "deals": int(venue["deals_used"]) + 1,
    }
    digest.update(venue.tobytes())
    digest.update(record["days"].tobytes())
    for name, count in used.items():
        digest.update(record[name][:count].tobytes())
        for details in DETAILS.get(name, ()):
            digest.update(record[details][:count].tobytes())
    if record["numbering"]["keyed"]:
        digest.update(record["numbering"].tobytes())
    levels = record["levels"]
    used_levels = np.flatnonzero(levels.view("<u8"))  # head and tail at once, which is faster
    occupied = used_levels[levels["head"][used_levels] != 0]
    digest.update(occupied.astype("<i8").tobytes() + record["levels"][occupied].tobytes())
    rare = [record[detail][: used[name]] for name, detail in RARE_DETAILS.items()]
    later = [record[detail][: used["instruments"]] for detail in RARE_OF_INSTRUMENTS]
    later.append(record["auction_dates"][: used["auctions"]])
    later.append(record["suspended_until"][: used["accounts"]])
    for each in (record["texts"], *rare, *(record[name] for name in SEPARATE), *later):
        octets = each.tobytes()
        if octets != bytes(len(octets)):
            digest.update(octets)
    corrections = record["corrections"]
    if corrections["numbers"].any():
        digest.update(corrections.tobytes())
        for table in ("trades", "trade_fees"):
            digest.update(record[table][: int(corrections["trades_used"])].tobytes())
    return digest.hexdigest()
