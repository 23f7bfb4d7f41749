"""Where the files of the archive lie: those of a venue under the name of its market."""

from __future__ import annotations

from pathlib import Path

from marketdata.day_rows import ALLOWANCES, CREDITS

FORMAT = 1  # of a day's folder
MANIFEST, BULLETIN = "manifest.json", "bulletin.json"


def market_in(archive: Path) -> str:
    """The market whose days lie in an archive."""
    return CREDITS if (archive / CREDITS).is_dir() else ALLOWANCES


def day_folder(archive: Path, date: str, market: str | None = None) -> Path:
    """Where a day lies; dates as "2026-01-05". Without `market` that of the archive's days."""
    return archive / (market or market_in(archive)) / date


def days_in(archive: Path, market: str | None = None) -> list[Path]:
    """The folders of the days that are there, in order."""
    folder = archive / (market or market_in(archive))
    return sorted(each for each in folder.glob("????-??-??") if each.is_dir())
