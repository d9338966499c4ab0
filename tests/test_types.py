"""The JavaScript holds together: its JSDoc types are checked by the TypeScript compiler, where Node is at hand."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

BROWSER = ROOT / "generator" / "coproduction" / "browser"
COMPILER = ROOT / ".cache" / "typescript"


def test_types(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("Node is not installed here, so the types of the JavaScript are not checked")
    if not (COMPILER / "node_modules").is_dir():
        subprocess.run([npm, "install", "--silent", "--no-save", "--prefix", str(COMPILER), "typescript@5.9"], check=True, timeout=300)
    settings = {
        "compilerOptions": {
            "noEmit": True, "allowJs": True, "checkJs": True, "strict": True, "target": "es2022", "module": "es2022",
            "moduleResolution": "bundler", "lib": ["es2022", "dom", "dom.iterable"], "types": [],
        },
        "files": sorted(str(path) for path in BROWSER.glob("*.js")),
    }  # fmt: skip
    assert len(settings["files"]) > 5
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
    compiler = COMPILER / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run(["node", str(compiler), "--project", str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.stdout == ""
