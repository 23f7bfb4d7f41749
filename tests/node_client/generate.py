"""Writes a client for Node from a contract, and from nothing else.

    ceax schema --json-schema gateway | python tests/node_client/generate.py > client.mjs

The client has a method for each operation; `runtime.mjs` beside it checks what is asked and what
is answered against the contract.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

REQUEST = ".request"
HEAD = """\
// {title}: a client for Node, written from its contract; not to be edited.

import {{ Connection, parse }} from "./runtime.mjs";

export const CONTRACT = parse({contract});

export class Client extends Connection {{
  static open(url) {{
    return new Client(url, CONTRACT).opened({server});
  }}
"""
METHOD = """
  /**
   * {help}
{fields}   */
  {name}(fields = {{}}) {{
    return this.request("{op}", fields);
  }}
"""


def client(contract: dict[str, Any]) -> str:
    """The text of the client."""
    definitions = contract["definitions"]
    asked = [name.removesuffix(REQUEST) for name in definitions if name.endswith(REQUEST)]
    methods = "".join(_method(op, definitions[op + REQUEST]) for op in asked)
    text = json.dumps(json.dumps(contract, ensure_ascii=False), ensure_ascii=False)
    (server,) = definitions["challenge"]["properties"]["server"]["enum"]
    head = HEAD.format(title=contract["title"], contract=text, server=json.dumps(server))
    return head + methods + "}\n"


def _method(op: str, schema: dict[str, Any]) -> str:
    lines = "".join(f"   * @param {line}\n" for line in dict.fromkeys(_fields(schema)))
    return METHOD.format(help=schema["description"], fields=lines, name=camel(op), op=op)


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    """Each field of a request in any of its forms, as a comment of its method."""
    for form in schema.get("anyOf", [schema]):
        for name, field in form["properties"].items():
            if name not in ("op", "id"):
                said = name if name in form["required"] else f"[{name}]"
                yield f"fields.{said} {field.get('description', '')}".rstrip()


def camel(name: str) -> str:
    """A name as JavaScript has them: `new_order` as `newOrder`."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


if __name__ == "__main__":
    sys.stdout.write(client(json.load(sys.stdin)))
