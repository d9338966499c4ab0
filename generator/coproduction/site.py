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
        problems = [
            problem
            for path in self.own_pages()
            for problem in insert_problems(path.read_text("utf-8-sig", "replace"), os.path.relpath(path, self.root), library)
        ]
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
        config = yaml.load(config_file.read_text("utf-8"), Loader=_AnyTag)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise ContentError(
            [Problem(name, 1, 1, f"There is no {name} in {config_file.resolve().parent}", "Go to the folder of your site, or name the file with --config-file.")]
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ContentError([Problem(name, line, column, "This file is not YAML", "Check the columns, quotes and colons.")]) from None
    config = config if isinstance(config, dict) else {}
    options = _plugin_options(config.get("plugins"))
    if unknown := [option for option in options if option not in Folders.__dataclass_fields__]:
        raise ContentError(
            [Problem(name, 1, 1, f"The plugin {PLUGIN} has no option `{unknown[0]}`", did_you_mean(unknown[0], Folders.__dataclass_fields__))]
        )
    root = config_file.resolve().parent
    return Site(
        root=root,
        name=str(config.get("site_name", "")),
        description=str(config.get("site_description") or ""),
        docs=root / str(config.get("docs_dir", "docs")),
        folders=Folders(**options),
        directory_urls=config.get("use_directory_urls") is not False,
    )


def _plugin_options(plugins: Any) -> dict[str, str]:
    entries = plugins.items() if isinstance(plugins, dict) else ((key, value) for entry in plugins or () if isinstance(entry, dict) for key, value in entry.items())
    return next((value for key, value in entries if key == PLUGIN and isinstance(value, dict)), {})


class _AnyTag(yaml.SafeLoader):
    """Reads a mkdocs.yml in which `!ENV` and `!!python/name:` may stand: their values are none of our business."""


_AnyTag.add_multi_constructor("", lambda loader, suffix, node: None)
