"""What is to be restored, and which points of a backup hold it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.record.beginnings import require_venue_id
from engine.record.history.records import time_text
from gateway.backup.manifest import BackupRefused, read_manifest
from gateway.backup.points import Point, folders_of, readable_points


@dataclass(frozen=True)
class Wish:
    """What is to be restored.

    The backup point (empty: the newest that holds it), and of its log the commands up to a number
    or a time (None: all of them). `venue` makes the copy a venue of its own of that id. `keys` is
    a kept copy of the venue's folder of that name; `new_keys`: the keys of its own servers and
    staff are lost, and others are made.
    """

    point: str = ""
    until: int | None = None
    at_ns: int | None = None
    venue: str | None = None
    keys: Path | None = None
    new_keys: bool = False


def chosen_point(folder: Path, wish: Wish) -> Point:
    """The newest point whose log reaches as far as wished, or the one that is named. Raises
    BackupRefused, VenueRefused.
    """
    found = _candidates(folder, wish.point)
    reaching = [point for point in found if (wish.until or 0) <= point.manifest.head.commands]
    if not reaching:
        last = max(point.manifest.head.commands for point in found)
        raise BackupRefused(
            f"until is {wish.until}, but the backup ends with command {last}",
            field="until",
            value=wish.until,
            allowed=last,
        )
    _require_reached(reaching[-1], wish.at_ns)
    _require_own_id(reaching[-1], wish.venue)
    return reaching[-1]


def _candidates(folder: Path, name: str) -> list[Point]:
    """The points to choose from, oldest first: all, or the one of a name.

    A damaged manifest hides no newer point: it is an error, unless another point is named.
    """
    there = folders_of(folder)
    if not there:
        raise BackupRefused(f"there is no backup point in {folder}", value=str(folder))
    if name:
        named = [each for each in there if each.name == name]
        if not named:
            raise BackupRefused(f"no point {name!r} in {folder}", value=name)
        return [Point(each, read_manifest(each)) for each in named]
    found = readable_points(folder)
    newest = there[-1]
    if not found or found[-1].folder != newest:
        try:
            read_manifest(newest)
        except BackupRefused as error:
            hint = f"{error.message}; restore an older point with --point NAME"
            raise BackupRefused(hint, value=str(newest)) from error
    return found


def _require_reached(point: Point, at_ns: int | None) -> None:
    """Raises BackupRefused for a time that the backup does not reach."""
    known = point.manifest
    end_ns = max(known.time_ns, known.head.time_ns)
    if at_ns is not None and at_ns > end_ns:
        rule = "leave --at away for the end of the backup"
        raise BackupRefused(
            f"at is {time_text(at_ns)}, but the backup ends at {time_text(end_ns)}: {rule}",
            field="at",
            value=at_ns,
            allowed=end_ns,
        )


def _require_own_id(point: Point, venue: str | None) -> None:
    """Raises BackupRefused, VenueRefused for an id that a venue of its own cannot have."""
    if venue is None:
        return
    require_venue_id(venue)
    if venue == point.manifest.venue:
        rule = f"{venue} is the venue itself: name another id, or leave --as away to replace it"
        raise BackupRefused(rule, field="as", value=venue)


def books_before(folder: Path, point: Point, commands: int) -> Point | None:
    """The newest point of the same log whose registry and feed know nothing after a command; None
    where no point has a registry.

    Raises BackupRefused when all of them know more.
    """
    points = readable_points(folder)
    same = [each for each in points if each.manifest.history == point.manifest.history]
    early = [each for each in same if each.manifest.head.commands <= commands]
    having = [each for each in same if each.manifest.registry_entries is not None]
    if having and not any(each in early for each in having):
        first = having[0]
        raise BackupRefused(
            f"the oldest copy of the registry, {first.name}, may know what happened up to command"
            f" {first.manifest.head.commands}, and asked for is command {commands}: ask for that"
            " one or a later one",
            field="until",
            value=commands,
            allowed=first.manifest.head.commands,
        )
    found = [each for each in early if each in having] or early
    return found[-1] if found else None
