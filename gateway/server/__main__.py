"""``python -m gateway.server --data DIR``."""

import typer

from gateway.server.process import serve

typer.run(serve)
