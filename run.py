#!/usr/bin/env python3
"""One command for everything: sets up what it needs, then does what you ask. `python3 run.py help` lists it all.

Only the standard library is used, so that a fresh machine needs nothing but Python 3.11 or newer.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

HELP = """\
python3 run.py site     build the site, show it at an address, and show each change as you save it
python3 run.py build    build the site into the folder `site`
python3 run.py check    say what is wrong in the YAML, where, and how to mend it
python3 run.py test     run all tests
python3 run.py bench    measure how fast it is, and compare
python3 run.py help     print this

python3 run.py new principle|checklist|case-study ID    start a new YAML file
python3 run.py handouts FOLDER                          write what people print, without a site
python3 run.py write FOLDER                             write the pages as Markdown for another engine
python3 run.py finish FOLDER                            finish a site that another engine built
python3 run.py schema                                   print the JSON Schemas for editors

The first run sets up a folder .venv, which takes a minute or two."""


def main(words):
    command, rest = (words[0], words[1:]) if words else ("help", [])
    if command in ("help", "-h", "--help"):
        print(HELP)
        return 0
    if command not in COMMANDS:
        print(f"There is no command “{command}”.\n\n{HELP}", file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):
        stop(f"This needs Python 3.11 or newer, and this is {sys.version.split()[0]}. Install a newer one from your system’s packages or from python.org.")
    extra, program = COMMANDS[command]
    set_up(extra)
    if extra == "test":
        find_browser()
        find_office()
    # MkDocs, the tests and the bench belong to this folder; the other commands may name files where you are.
    folder = ROOT if program[1] != "coproduction" else None
    return subprocess.call([PYTHON, *program, *rest], cwd=folder, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})


CONTENT = ["--config-file", str(ROOT / "mkdocs.yml")]
COMMANDS = {
    "site": ("", ["-m", "mkdocs", "serve"]),
    "build": ("", ["-m", "mkdocs", "build", "--strict"]),
    "check": ("", ["-m", "coproduction", "check", *CONTENT]),
    "test": ("test", ["-m", "pytest"]),
    "bench": ("test", ["-m", "bench"]),
    "new": ("", ["-m", "coproduction", "new", *CONTENT]),
    "handouts": ("", ["-m", "coproduction", "handouts", *CONTENT]),
    "write": ("", ["-m", "coproduction", "write", *CONTENT]),
    "finish": ("", ["-m", "coproduction", "finish"]),
    "schema": ("", ["-m", "coproduction", "schema"]),
}


def set_up(extra):
    """Install the project into .venv with the extra packages named, unless that was done for the same pyproject.toml."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / f"set-up-{extra or 'site'}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        print("Setting up .venv …", flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            stop("Python’s venv is missing. Install it (on Debian and Ubuntu: sudo apt install python3-venv) and try again.")
    print("Installing what is needed …", flush=True)
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target]
    if subprocess.call(pip, cwd=ROOT):
        stop("The packages could not be installed. What pip says is above. Most often the network is the reason.")
    stamp.write_text(wanted)


def find_browser():
    """Make sure that the tests have a Chrome or Chromium, and tell them which through the environment."""
    if os.environ.get("BROWSER_PATH") and Path(os.environ["BROWSER_PATH"]).exists():
        return
    found = installed_browser()
    if not found and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("The tests need a browser: installing Chromium with apt …", flush=True)
        subprocess.call(["apt-get", "update", "-qq"])
        subprocess.call(["apt-get", "install", "-y", "-qq", "chromium"], env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
        found = installed_browser()
    if not found:
        print("The tests need a browser: installing Playwright’s own Chromium …", flush=True)
        if subprocess.call([PYTHON, "-m", "playwright", "install", "chromium"]):
            stop("No browser could be installed. Install Chrome or Chromium, then try again.")
        return
    os.environ["BROWSER_PATH"] = found


def installed_browser():
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    places = (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        os.path.expandvars(r"%ProgramFiles%\Google\Chrome\Application\chrome.exe"),
        os.path.expandvars(r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe"),
    )
    return next(filter(None, map(shutil.which, names)), None) or next(filter(os.path.exists, places), None)


def find_office():
    """Make sure that the tests have LibreOffice, and tell them where through the environment."""
    if os.environ.get("OFFICE_PATH") and Path(os.environ["OFFICE_PATH"]).exists():
        return
    found = installed_office()
    if not found and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("The tests open Word documents and slides: installing LibreOffice with apt …", flush=True)
        subprocess.call(["apt-get", "update", "-qq"])
        packages = ["libreoffice-writer-nogui", "libreoffice-impress-nogui"]
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        subprocess.call(install, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
        found = installed_office()
    if not found:
        stop("The tests open Word documents and slides in LibreOffice, and there is none here. Install LibreOffice, then try again.")
    os.environ["OFFICE_PATH"] = found


def installed_office():
    places = (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        os.path.expandvars(r"%ProgramFiles%\LibreOffice\program\soffice.exe"),
    )
    return next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None) or next(filter(os.path.exists, places), None)


def stop(message):
    sys.exit(message)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
