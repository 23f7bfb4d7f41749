"""The engine's reasons to refuse, as codes of refusals."""

from __future__ import annotations

from collections import defaultdict

from engine.events.refusals import REFUSALS
from gateway.protocol.codes import PASSING, Code

# A figure in a sentence is that of the request: here it is left out.
OF_ENGINE: dict[str, Code] = {
    (name := reason.name.lower()): Code(
        refusal.sentence.format_map(defaultdict(lambda: "…")), refusal.remedy, PASSING.get(name)
    )
    for reason, refusal in REFUSALS.items()
}
