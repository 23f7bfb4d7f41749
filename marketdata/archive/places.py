"""Where the files of the archive lie."""

from __future__ import annotations

from pathlib import Path

MARKET = "allowances"
FORMAT = 1  # of a day's folder
MANIFEST, BULLETIN = "manifest.json", "bulletin.json"


def day_folder(archive: Path, date: str, market: str = MARKET) -> Path:
    """Where a day lies; dates as "2026-01-05"."""
    return archive / market / date


def days_in(archive: Path, market: str = MARKET) -> list[Path]:
    """The folders of the days that are there, in order."""
    return sorted(each for each in (archive / market).glob("????-??-??") if each.is_dir())
