"""A site's settings, read from its mkdocs.yml without MkDocs, and its hand-written pages."""

from __future__ import annotations

import datetime
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from yaml_env_tag import construct_env_tag

from coproduction.handouts.catalogue import handouts
from coproduction.handouts.imprint import (
    COLOUR,
    LEAST_CONTRAST,
    CannotUse,
    Imprint,
    Paper,
    contrast_with_white,
    read_logo,
)
from coproduction.handouts.make import Made, everything, keep_only, make
from coproduction.handouts.pdf import Press
from coproduction.library import Library
from coproduction.load import Folders, load
from coproduction.pages import insert_problems
from coproduction.problems import ContentError, Problem, did_you_mean
from coproduction.yaml_file import decode

PLUGIN = "coproduction"


@dataclass(frozen=True)
class Site:
    """What the outlets need to know of a site: `root` is the folder of its mkdocs.yml, `docs` that of its own pages.

    `publisher` and `contact` stand on every handout, and `logo` if there is one; `fonts` is a folder with fonts for
    scripts that the built-in ones do not have. `colour` is that of slides, as #rrggbb. `address` is where the site is published, with a slash at the end, or "".
    """

    root: Path
    name: str
    description: str
    docs: Path
    folders: Folders = Folders()
    directory_urls: bool = True
    publisher: str = ""
    contact: str = ""
    logo: Path | None = None
    fonts: Path | None = None
    paper: Paper = "a4"
    colour: str = COLOUR
    address: str = ""

    def load(self) -> Library:
        """The site's content. Raises ContentError with everything wrong in its YAML or in its own pages."""
        library = load(self.root, self.folders, cannot_print=Press(self.fonts).cannot_print)
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

    def imprint(self, date: datetime.date) -> Imprint:
        """What stands on its handouts besides the content. Raises ContentError when the logo cannot be used."""
        try:
            logo = read_logo(self.logo) if self.logo else None
        except CannotUse as error:
            raise _no_settings("mkdocs.yml", str(error), "") from None
        return Imprint(self.publisher or self.name, date, self.contact, logo, self.address, self.paper, self.colour)

    def handouts(self, library: Library, date: datetime.date, *, processes: int) -> list[Made]:
        """All its handouts, and one ZIP with them. Raises ContentError, HandoutFailed and OSError.

        They are kept from one time to the next; what has not been needed for a day is removed.
        """
        made = list(
            make(
                list(handouts(library)), self.imprint(date), self.store,
                fonts=self.fonts, directory_urls=self.directory_urls, processes=processes,
            )
        )  # fmt: skip
        made.append(everything(made, self.store))
        keep_only(made, self.store, time.time())
        return made

    @property
    def store(self) -> Path:
        """Where handouts are kept from one build to the next."""
        return self.root / ".cache" / "coproduction"

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
        config = yaml.load(config_file.read_text("utf-8"), Loader=_Settings)  # noqa: S506 - makes plain values only
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
        raise _no_settings(name, f"The options of the plugin {PLUGIN} are not texts", "Write each as `key: value`, on a line of its own.")
    if unknown := [option for option in options if option not in OPTIONS]:
        raise _no_settings(name, f"The plugin {PLUGIN} has no option `{unknown[0]}`", did_you_mean(unknown[0], OPTIONS))
    return site_of(config_file.resolve(), config, options)


def site_of(config_file: Path, config: Mapping[str, Any], options: Mapping[str, str]) -> Site:
    """A site with the settings of its mkdocs.yml and the options of the plugin. Raises ContentError."""
    root = config_file.parent
    address = str(config.get("site_url") or "")
    set_to = {option: options.get(option) or default for option, default in OPTIONS.items()}
    if set_to["paper"] not in get_args(Paper):
        raise _no_settings(config_file.name, f"There is no paper `{set_to['paper']}`", did_you_mean(set_to["paper"], get_args(Paper)))
    colour = set_to["colour"]
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise _no_settings(config_file.name, f"`{colour}` is not a colour", 'Write `colour` as six letters or digits behind a #, in quotes: `"#0b5a63"`.')
    if (contrast := contrast_with_white(colour)) < LEAST_CONTRAST:
        raise _no_settings(
            config_file.name, f"On white, the colour `{colour}` is too pale to read: its contrast is {contrast:.1f} to 1",
            f"Choose a darker one, with {LEAST_CONTRAST} to 1 or more.",
        )  # fmt: skip
    logo, fonts = (root / set_to[option] if set_to[option] else None for option in ("logo", "fonts"))
    for path, what, there in ((logo, "logo", logo and logo.is_file()), (fonts, "folder of fonts", fonts and fonts.is_dir())):
        if path and not there:
            shown = Path(os.path.relpath(path, root)).as_posix()
            raise _no_settings(config_file.name, f"There is no {what} `{shown}`", "Check its name. It is looked for from the folder of mkdocs.yml.")
    return Site(
        root=root,
        name=str(config.get("site_name") or ""),
        description=str(config.get("site_description") or ""),
        docs=root / str(config.get("docs_dir") or "docs"),
        folders=Folders(**{option: set_to[option] for option in vars(Folders())}),
        directory_urls=str(config.get("use_directory_urls", True)).lower() not in ("false", "no", "off"),
        publisher=str(config.get("site_author") or ""),
        contact=set_to["contact"],
        logo=logo,
        fonts=fonts,
        paper=set_to["paper"],
        colour=colour.lower(),
        address=address and address.rstrip("/") + "/",
    )


#: The options of the plugin, with what they are where nothing is said.
OPTIONS: Mapping[str, str] = vars(Folders()) | {"contact": "", "logo": "", "fonts": "", "paper": "a4", "colour": COLOUR}


class _Settings(yaml.BaseLoader):
    """Every value stays a text, and tags mean nothing here but `!ENV`: what others stand for is MkDocs' business."""


_Settings.add_constructor("!ENV", construct_env_tag)


def _no_settings(name: str, message: str, remedy: str, line: int = 1, column: int = 1) -> ContentError:
    return ContentError([Problem(name, line, column, message, remedy)])


def _plugin_options(plugins: Any) -> Any:
    """What is written behind the plugin's name, wherever MkDocs lets it stand."""
    groups = plugins if isinstance(plugins, list) else [plugins]
    return next((group[PLUGIN] or {} for group in groups if isinstance(group, dict) and PLUGIN in group), {})
