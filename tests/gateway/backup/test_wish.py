"""Which point of a backup is restored, and what cannot be wished for."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import VenueRefused
from gateway.backup.manifest import MANIFEST, BackupRefused
from gateway.backup.points import points_of
from tests.gateway.backup.conftest import Folder


@pytest.fixture
def ended(venue: Folder) -> Folder:
    """A venue with two points, stopped."""
    for _ in range(2):
        venue.back_up()
        venue.go_on()
    venue.back_up()
    venue.close()
    return venue


def damage(venue: Folder, number: int) -> str:
    point = venue.points[number]
    (point.folder / MANIFEST).write_text("{")
    return point.name


def test_a_venue_of_its_own_has_a_name_that_a_venue_can_have(ended: Folder, tmp_path: Path) -> None:
    for name in ("", "a" * 49, "a\nb", "\x1b[2J", "北京"):
        with pytest.raises(VenueRefused, match="1 to 48 printable ASCII characters"):
            ended.restore(tmp_path / "new", venue=name)
    assert not list(tmp_path.glob("*new*"))
    assert ended.restore(tmp_path / "new", venue="../a b").venue == "../a b"  # it is no path
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backup", "new", "venue"]


def test_the_venue_itself_is_no_venue_of_its_own(ended: Folder, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="shanghai-1 is the venue itself: name another id"):
        ended.restore(tmp_path / "new", venue="shanghai-1")


def test_a_time_after_the_end_is_refused_as_a_command_is(ended: Folder, tmp_path: Path) -> None:
    last = ended.points[-1].manifest
    with pytest.raises(BackupRefused, match="but the backup ends with command") as refused:
        ended.restore(tmp_path / "new", until=last.head.commands + 1)
    assert refused.value.allowed == last.head.commands
    with pytest.raises(BackupRefused, match="but the backup ends at 2026-01-05T08:00:03"):
        ended.restore(tmp_path / "new", at_ns=last.time_ns + 1)
    assert ended.restore(tmp_path / "new", at_ns=last.time_ns).commands == last.head.commands


def test_a_damaged_point_hides_no_other_and_is_not_passed_over_in_silence(
    ended: Folder, tmp_path: Path
) -> None:
    damage(ended, 1)
    last = ended.points[-1]
    assert ended.restore(tmp_path / "newest", venue="a").point == last.name
    name = damage(ended, 2)
    with pytest.raises(BackupRefused, match=f"{name}.* restore an older point with --point NAME"):
        ended.restore(tmp_path / "new", venue="b")
    with pytest.raises(BackupRefused, match=f"{name}.*cannot be read"):
        ended.restore(tmp_path / "new", point=name)
    first = ended.points[0]
    restored = ended.restore(tmp_path / "oldest", point=first.name, venue="b")
    assert restored.commands == first.manifest.head.commands
    with pytest.raises(BackupRefused, match="cannot be read"):
        ended.back_up()
    assert len(list((ended.backup / "points").iterdir())) == 3
    with pytest.raises(BackupRefused):
        points_of(ended.backup)
