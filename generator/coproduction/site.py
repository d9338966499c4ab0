"""A site's settings, read from its mkdocs.yml without MkDocs, and its hand-written pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coproduction.library import Library
from coproduction.load import Folders, load
from coproduction.pages import insert_problems
from coproduction.problems import ContentError, Problem, did_you_mean
from coproduction.yaml_file import decode

PLUGIN = "coproduction"


@dataclass(frozen=True)
class Site:
    """What the outlets need to know of a site: `root` is the folder of its mkdocs.yml, `docs` that of its own pages."""

    root: Path
    name: str
    description: str
    docs: Path
    folders: Folders = Folders()
    directory_urls: bool = True

    def load(self) -> Library:
        """The site's content. Raises ContentError with everything wrong in its YAML or in its own pages."""
        library = load(self.root, self.folders)
        problems: list[Problem] = []
        for path in self.own_pages():
            name = Path(os.path.relpath(path, self.root)).as_posix()
            try:
                problems += insert_problems(decode(path.read_bytes(), name), name, library)
            except ContentError as error:
                problems += error.problems
        if problems:
            raise ContentError(problems)
        return library

    def own_pages(self) -> Iterator[Path]:
        """The pages written by hand, in the order of their names."""
        return iter(sorted(path for path in self.docs.rglob("*.md") if path.is_file()))

    @property
    def has_own_home(self) -> bool:
        return any((self.docs / name).is_file() for name in ("index.md", "README.md"))


def read_site(config_file: Path) -> Site:
    """The settings in a mkdocs.yml. Raises ContentError when there is none, or when it cannot be read."""
    name = config_file.name
    try:
        # Every value stays a text and tags such as `!ENV` mean nothing here: what they stand for is MkDocs' business.
        config = yaml.load(config_file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes plain values only
    except FileNotFoundError:
        raise _no_settings(name, f"There is no {name} in {config_file.resolve().parent}", "Go to the folder of your site, or name the file with --config-file.") from None
    except OSError as error:
        raise _no_settings(name, f"This file cannot be opened: {error.strerror}", "Check that it is a file and that you may read it.") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _no_settings(name, "This file is not YAML", "Check the columns, quotes and colons.", line, column) from None
    if not isinstance(config, dict):
        raise _no_settings(name, "There are no settings in this file", "Start it with a line such as `site_name: Our guidance`.")
    options = _plugin_options(config.get("plugins"))
    if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
        raise _no_settings(name, f"The options of the plugin {PLUGIN} are not names of folders", "Write each as `key: folder`, on a line of its own.")
    if unknown := [option for option in options if option not in Folders.__dataclass_fields__]:
        raise _no_settings(name, f"The plugin {PLUGIN} has no option `{unknown[0]}`", did_you_mean(unknown[0], Folders.__dataclass_fields__))
    root = config_file.resolve().parent
    return Site(
        root=root,
        name=str(config.get("site_name", "")),
        description=str(config.get("site_description") or ""),
        docs=root / str(config.get("docs_dir", "docs")),
        folders=Folders(**options),
        directory_urls=str(config.get("use_directory_urls")).lower() not in ("false", "no", "off"),
    )


def _no_settings(name: str, message: str, remedy: str, line: int = 1, column: int = 1) -> ContentError:
    return ContentError([Problem(name, line, column, message, remedy)])


def _plugin_options(plugins: Any) -> Any:
    """What is written behind the plugin's name, wherever MkDocs lets it stand."""
    groups = plugins if isinstance(plugins, list) else [plugins]
    return next((group[PLUGIN] or {} for group in groups if isinstance(group, dict) and PLUGIN in group), {})
