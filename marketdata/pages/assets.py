"""The files of the pages, in memory, under an address that changes with any of them.

They are those of `browser`, the parts that others have written, the module for browsers of the
gateway's client, and the words of the tables.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import gateway.client
from marketdata.pages import acts, dictionary

HERE = Path(__file__).parent
BROWSER, PARTS = HERE / "browser", HERE / "parts"
SDK = Path(gateway.client.__file__).with_name("javascript")
PREFIX = "/pages/"
STAMP = "from.txt"  # of PARTS; written last when they are brought
FINGERPRINT_HEX = 16
MEDIA = {
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


class PartsMissing(Exception):
    """This installation has no pages: npm did not bring their parts."""


@dataclass(frozen=True)
class Asset:
    """A file; `squeezed` is its body as gzip."""

    body: bytes
    squeezed: bytes
    media: str


@dataclass(frozen=True)
class Assets:
    """The files by their paths after `prefix`, which has their fingerprint."""

    prefix: str
    files: Mapping[str, Asset]

    def address(self, name: str) -> str:
        """Where a browser finds a file."""
        return self.prefix + name

    def of(self, folder: str, ending: str) -> list[str]:
        """Names of the files with an ending in a folder, in order."""
        return sorted(
            name for name in self.files if name.startswith(f"{folder}/") and name.endswith(ending)
        )


@cache
def assets() -> Assets:
    """The files as they are when they are first asked for. Raises PartsMissing."""
    if not (PARTS / STAMP).is_file():
        raise PartsMissing(PARTS)
    bodies = dict(_bodies())
    digest = hashlib.sha256()
    for name in sorted(bodies):
        digest.update(f"{name}\n{len(bodies[name])}\n".encode() + bodies[name])
    files = {name: _asset(name, body) for name, body in bodies.items()}
    return Assets(f"{PREFIX}{digest.hexdigest()[:FINGERPRINT_HEX]}/", files)


def _bodies() -> Iterator[tuple[str, bytes]]:
    folders = ((BROWSER, ""), (PARTS, "parts/"), (SDK, "sdk/"))
    for folder, prefix in folders:
        for path in folder.rglob("*"):
            if path.suffix in MEDIA and path.is_file():
                yield prefix + path.relative_to(folder).as_posix(), path.read_bytes()
    yield "words.mjs", dictionary.module().encode()
    yield "acts.mjs", acts.module().encode()


def _asset(name: str, body: bytes) -> Asset:
    return Asset(body, gzip.compress(body, mtime=0), MEDIA[Path(name).suffix])
