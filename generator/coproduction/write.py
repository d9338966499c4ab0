"""The second outlet: the same pages as real Markdown with a ready mkdocs.yml, for any engine that reads one."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from coproduction import assets, pages
from coproduction.bare import embeds
from coproduction.handouts.make import Made
from coproduction.library import Library
from coproduction.site import PLUGIN, Site

#: Marks a folder as made here, so that it may be replaced; a folder without it is somebody's own.
MARKER = ".made-by-coproduction"


class CannotWriteThere(Exception):
    """The folder to write into cannot be used; the message says why."""


def write(site: Site, library: Library, config_file: Path, out: Path, date: datetime.date, *, processes: int = 1) -> int:
    """Write the whole site's source to `out` and return the number of pages. Handouts bear the `date`.

    `out` is replaced in one step when everything has been written beside it. Raises
    CannotWriteThere when it holds anything that `write` did not make, what `Site.handouts` raises, and OSError when
    the disk refuses.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARKER).is_file())):
        raise CannotWriteThere(f"{out} holds files that were not made here. Name an empty folder, or a new one.")
    if site.docs.resolve() in (out.resolve(), *out.resolve().parents):
        raise CannotWriteThere(f"{out} is inside {site.docs.name}, which is copied into it. Name a folder outside.")
    handouts = site.handouts(library, date, processes=processes)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as temporary:
        fresh = Path(temporary) / "fresh"
        count = _write_pages(site, library, handouts, fresh / "docs")
        (fresh / "mkdocs.yml").write_text(_config(config_file.read_text("utf-8")), "utf-8")
        (fresh / MARKER).write_text("Made by `coproduction write`. Written anew each time: change the YAML instead.\n", "utf-8")
        old = Path(temporary) / "old"
        if out.exists():
            out.rename(old)
        try:
            fresh.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    return count


def _write_pages(site: Site, library: Library, handouts: Sequence[Made], docs: Path) -> int:
    if site.docs.is_dir():
        shutil.copytree(site.docs, docs)
    own = [path.relative_to(site.docs) for path in site.own_pages()]
    for path in own:
        filled = pages.fill_in(
            (site.docs / path).read_text("utf-8-sig"), path.as_posix(), library, directory_urls=site.directory_urls
        )
        (docs / path).write_text(filled, "utf-8")
    generated = list(
        pages.render(library, handouts, directory_urls=site.directory_urls, site_name=site.name, address=site.address)
    )
    if not site.has_own_home:
        generated.append(pages.render_home(library, site.name, site.description, directory_urls=site.directory_urls))
    _put(docs, ((page.path, page.markdown.encode()) for page in generated))
    _put(docs, assets.assets(library, site.directory_urls))
    _put(docs, embeds(library, site.name, site.address, directory_urls=site.directory_urls))
    _put(docs, ((handout.path, handout.file.read_bytes()) for handout in handouts))
    return len(own) + len(generated)


def _put(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _config(written: str) -> str:
    """The site's mkdocs.yml without our plugin and with what its work now needs. Tags such as `!ENV` stay."""
    top = yaml.compose(written, Loader=yaml.SafeLoader)
    settings = {key.value: value for key, value in top.value}

    def put(name: str, value: object) -> None:
        top.value = [pair for pair in top.value if pair[0].value != name]
        if value is not None:
            made = value if isinstance(value, yaml.Node) else yaml.compose(yaml.safe_dump(value), Loader=yaml.SafeLoader)
            top.value.append((yaml.ScalarNode("tag:yaml.org,2002:str", name), made))

    plugins = settings.get("plugins")
    if isinstance(plugins, yaml.SequenceNode):
        plugins.value = [entry for entry in plugins.value if _name(entry) != PLUGIN]
    elif isinstance(plugins, yaml.MappingNode):
        plugins.value = [pair for pair in plugins.value if pair[0].value != PLUGIN]
    put("plugins", plugins if plugins is not None and plugins.value else None)
    put("docs_dir", None)
    # The pages' own addresses lead to the YAML, which is not in this folder.
    put("edit_uri", None)
    put("not_in_nav", "/principles/*\n/checklists/*\n/case-studies/*\n/glossary.md\n/handouts/*\n/slides/*\n")
    put("extra_css", _added(settings.get("extra_css"), (assets.STYLE_SHEET,)))
    put("markdown_extensions", _added(settings.get("markdown_extensions"), assets.MARKDOWN_EXTENSIONS))
    return yaml.serialize(top, allow_unicode=True)


def _added(old: yaml.Node | None, names: Iterable[str]) -> yaml.Node:
    entries = list(old.value) if isinstance(old, yaml.SequenceNode) else []
    there = {_name(entry) for entry in entries}
    new = [yaml.ScalarNode("tag:yaml.org,2002:str", name) for name in names if name not in there]
    return yaml.SequenceNode("tag:yaml.org,2002:seq", new + entries)


def _name(entry: yaml.Node) -> str:
    return entry.value[0][0].value if isinstance(entry, yaml.MappingNode) else entry.value
