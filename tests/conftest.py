"""What the tests share: the shipped content, built sites, and a place to try things."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from coproduction.handouts.catalogue import handouts
from coproduction.handouts.imprint import Imprint
from coproduction.handouts.make import make
from coproduction.library import Library
from coproduction.load import load
from hypothesis import HealthCheck, settings

# Machines are shared and slow at times: that fails no test. In continuous integration the same examples run each time;
# elsewhere new ones are tried.
settings.register_profile(
    "shared-machine",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("shared-machine")

ROOT = Path(__file__).resolve().parent.parent
SOUND = ROOT / "tests" / "sound"

#: Who publishes the handouts that tests look at, and when.
IMPRINT = Imprint(
    "Example Council", datetime.date(2026, 11, 24), "call 01632 960123 or write to hello@example.org", None, "https://example.org/guidance/"
)

#: What makes up the shipped site, for copies of it.
SHIPPED = ("principles", "case_studies", "words", "docs", "mkdocs.yml")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="Write what was made over what was expected, to be reviewed with git diff.")


@pytest.fixture
def compare(request: pytest.FixtureRequest):
    """Compare a text with a reviewed file; with --update, write the file instead."""

    def compare(made: str, expected: Path) -> None:
        if request.config.getoption("--update"):
            expected.parent.mkdir(parents=True, exist_ok=True)
            expected.write_text(made, "utf-8")
        assert expected.is_file(), f"{expected} is not there. Review what `pytest --update` writes."
        assert made == expected.read_text("utf-8")

    return compare


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped content."""
    return load(ROOT)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A copy of a small sound site to change: one principle, one checklist of nine checks, no case study."""
    return shutil.copytree(SOUND, tmp_path / "sound")


@pytest.fixture
def small(sound: Path) -> Library:
    """The sound site with one small case study."""
    (sound / "case_studies").mkdir()
    shutil.copy(ROOT / "tests" / "cases" / "case_study.yml", sound / "case_studies" / "example.yml")
    return load(sound)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the shipped site to change."""
    return copy_shipped(tmp_path / "shipped")


def copy_shipped(folder: Path) -> Path:
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped site as `mkdocs build --strict` makes it."""
    folder = tmp_path_factory.mktemp("built") / "site"
    done = run("mkdocs", "build", "--strict", "--site-dir", str(folder), cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


def run(module: str, *words: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a Python module as a command, as a user would."""
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"} | (env or {})
    return subprocess.run([sys.executable, "-m", module, *words], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="session")
def handout_files(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All handouts of the shipped content, made once: the file of each, by its path."""
    made = make(list(handouts(library)), IMPRINT, tmp_path_factory.mktemp("handouts"), processes=os.cpu_count() or 1)
    return {one.path.removeprefix("handouts/"): one.file for one in made}
