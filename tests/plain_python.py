"""How servers of tests that send few commands decide them: in plain Python, with the same bytes.
No numba is imported and no kernel loaded, which would take longer than all of their commands.
"""

from __future__ import annotations

import os

PLAINLY = {"NUMBA_DISABLE_JIT": "1"}


def plain_environment() -> dict[str, str]:
    """This process's environment for such a server."""
    return os.environ | PLAINLY
