"""The one command that sets up and does everything."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.conftest import ROOT


def call(*words: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *words], cwd=cwd, env=os.environ | (env or {}), capture_output=True, text=True, timeout=120
    )


def test_help_names_every_command() -> None:
    shown = call("help").stdout
    for command in run.COMMANDS:
        assert f"run.py {command}" in shown
    assert call().stdout == shown


def test_an_unknown_command_is_answered_with_help() -> None:
    done = call("sight")
    assert done.returncode == 2
    assert "There is no command “sight”." in done.stderr
    assert "run.py site" in done.stderr


def test_it_uses_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "run.py").read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


def test_check_works_from_any_folder(tmp_path: Path) -> None:
    done = call("check", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "All is well" in done.stdout


def test_set_up_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("check").returncode == 0
    called = []
    monkeypatch.setattr(run.subprocess, "call", lambda *words, **_: called.append(words) or 0)
    monkeypatch.setattr(run.subprocess, "run", lambda *words, **_: called.append(words))
    run.set_up("")
    assert called == []


def test_an_old_python_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.sys, "version_info", (3, 10, 1))
    with pytest.raises(SystemExit) as stopped:
        run.main(["check"])
    assert "Python 3.11 or newer" in str(stopped.value)


def test_an_old_python_can_read_the_file() -> None:
    """It must get as far as its own message: nothing newer than Python 3.7 may stand in it."""
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 7))


def test_a_missing_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(run.sys, "executable", sys.executable)
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
    with pytest.raises(SystemExit) as stopped:
        run.set_up("")
    assert "python3-venv" in str(stopped.value)
    assert not (tmp_path / "venv").exists()


def test_a_missing_browser_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(run, "installed_browser", lambda: None)
    monkeypatch.setattr(run.shutil, "which", lambda _: None)
    monkeypatch.setattr(run.subprocess, "call", lambda *_, **__: 1)
    with pytest.raises(SystemExit) as stopped:
        run.find_browser()
    assert "Install Chrome or Chromium" in str(stopped.value)


def test_a_missing_office_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFFICE_PATH", raising=False)
    monkeypatch.setattr(run, "installed_office", lambda: None)
    monkeypatch.setattr(run.shutil, "which", lambda _: None)
    with pytest.raises(SystemExit) as stopped:
        run.find_office()
    assert "Install LibreOffice" in str(stopped.value)


def test_a_missing_office_is_installed_where_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setenv("OFFICE_PATH", "/not/there")
    monkeypatch.setattr(run, "installed_office", lambda: "/usr/bin/soffice" if installed else None)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(run.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(run.subprocess, "call", lambda words, **_: installed.extend(words) or 0)
    run.find_office()
    assert "libreoffice-writer-nogui" in installed
    assert os.environ["OFFICE_PATH"] == "/usr/bin/soffice"


def test_continuous_integration_runs_what_everybody_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert script.strip().splitlines()[-1] == "exec python3 run.py test"
