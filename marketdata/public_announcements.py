"""The `announcements` channel: what the exchange announces (公告); and texts that come in pieces,
joined.
"""

from __future__ import annotations

from typing import Any

from engine.commands import MORE
from engine.commands.text_uses import WORDINGS
from marketdata.channels import ANNOUNCEMENTS, CHANNELS
from marketdata.streams import Data, Message, Stream

PAGE = 20  # announcements of a snapshot, and of an answer; each has up to 2.2 KB

Event = dict[str, Any]
Said = dict[str, str]  # whole texts of one command by their uses


class Pieces:
    """Pieces of the texts of one command, until the last of them has come."""

    def __init__(self) -> None:
        self._said: Said = {}

    def take(self, event: Event) -> Said | None:
        """Take in a piece. All texts of the command once this was the last piece, else None."""
        use = event["use"]
        self._said[use] = self._said.get(use, "") + event["text"]
        if event.get("flags", 0) & MORE:
            return None
        said, self._said = self._said, {}
        return said


class PublicAnnouncements:
    """Announcements made public. Their numbers are those of the stream: 1, 2, 3 …"""

    def __init__(self, epoch: str) -> None:
        self.stream = Stream(ANNOUNCEMENTS, None, epoch)

    def data(self) -> Data:
        """What a late joiner gets: the latest 20, oldest first."""
        return {"announcements": self.stream.last(PAGE)}

    def page(self, after: int) -> Data:
        """The first 20 of those kept after a number, and the number to go on after."""
        kept = self.stream.last(CHANNELS[ANNOUNCEMENTS].kept)
        wanted = [each for each in kept if each["number"] > after]
        page = wanted[:PAGE]
        return {
            "announcements": page,
            "next": page[-1]["number"] if len(wanted) > len(page) else None,
        }

    def announced(self, event: Event, said: Said) -> Message:
        """Take in the texts of an announcement, with the last event that says them."""
        words = {use.word: said.get(use.word, "") for use in WORDINGS}
        number = {"number": self.stream.number + 1, "time_ns": event["time_ns"]}
        return self.stream.count_and_publish(event["time_ns"], number | words)
