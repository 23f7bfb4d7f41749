"""What the wheel `ceax-client` contains: the three clients and the modules that they import."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

HOUSE = Path(__file__).parents[3]
ROOMS = ("engine", "gateway", "marketdata", "settlement_bridge")
# Whole packages, and single modules of another.
CLIENTS = (
    "gateway.client",
    "marketdata.analysis",
    "marketdata.client",
    "marketdata.bar_tracker",
    "marketdata.book_tracker",
    "marketdata.depth_tracker",
    "marketdata.typed",
    "settlement_bridge.client",
)
DEPENDENCIES = ("websockets", "msgpack", "cryptography")


class FieldsOfTheWhole(MetadataHookInterface):
    """The version, the licence and the least versions of the dependencies, as `ceax` has them."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill the fields that pyproject.toml declares dynamic."""
        whole = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
        metadata |= {field: whole[field] for field in ("version", "license", "requires-python")}
        metadata["dependencies"] = [
            each for each in whole["dependencies"] if each.startswith(DEPENDENCIES)
        ]


class ModulesOfClients(BuildHookInterface[Any]):
    """Puts the modules of the clients into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name every file of the wheel; hatchling copies it."""
        files = [*closure(CLIENTS).values(), *(HOUSE / room / "py.typed" for room in ROOMS)]
        build_data["force_include"] |= {str(each): str(each.relative_to(HOUSE)) for each in files}
        build_data["pure_python"] = True


def closure(modules: tuple[str, ...]) -> dict[str, Path]:
    """These modules, what they import and their packages, each with its file."""
    waiting, found = [each for name in modules for each in _with_parts(name)], dict[str, Path]()
    while waiting:
        module = waiting.pop()
        file = None if module in found else _file(module)
        if file is not None:
            found[module] = file
            waiting += [module.rpartition(".")[0], *_imported(file)]
    return dict(sorted(found.items()))


def _with_parts(name: str) -> Iterator[str]:
    """A module, or a package with all its modules."""
    yield name
    for file in HOUSE.joinpath(*name.split(".")).glob("*.py"):
        yield f"{name}.{file.stem}"


def _imported(file: Path) -> Iterator[str]:
    """Names that a file imports when it runs: modules, and what may be one."""
    for node in _running(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs, so none of those under `if TYPE_CHECKING`."""
    yield node
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    for child in ast.iter_child_nodes(node):
        yield from _running(child)


def _file(module: str) -> Path | None:
    """The file of a module of our own, None for any other name."""
    if module.partition(".")[0] not in ROOMS:
        return None
    place = HOUSE.joinpath(*module.split("."))
    choices = (place / "__init__.py", place.with_suffix(".py"))
    return next((each for each in choices if each.is_file()), None)
