"""The port, and what stands behind it."""

from __future__ import annotations

import inspect

from settlement_bridge.bridge.registry_sql import SqlRegistry
from settlement_bridge.store.registry import Registry


def test_the_embedded_registry_has_every_method_of_the_port_with_the_same_parameters() -> None:
    asked = {
        name: method
        for name, method in vars(Registry).items()
        if inspect.isfunction(method) and name[0] != "_"
    }
    for name, method in asked.items():
        assert inspect.signature(getattr(SqlRegistry, name)) == inspect.signature(method)
    assert len(asked) > 15


def test_every_method_of_the_port_says_what_it_does() -> None:
    assert all(
        method.__doc__
        for name, method in vars(Registry).items()
        if inspect.isfunction(method) and name[0] != "_"
    )
