"""The MkDocs plugin: pages from YAML as virtual files. The only module that knows MkDocs."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Literal

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from coproduction import addresses, assets, pages
from coproduction.bare import embeds
from coproduction.blocks import anchors, put_back, set_aside
from coproduction.finish import finish_page
from coproduction.handouts.catalogue import handouts
from coproduction.handouts.imprint import COLOUR, today
from coproduction.handouts.make import HandoutFailed, Made, put_into
from coproduction.library import Library
from coproduction.load import Folders
from coproduction.problems import ContentError
from coproduction.site import Site, site_of

log = logging.getLogger("mkdocs.plugins.coproduction")


class Options(Config):
    """What can stand under the plugin in mkdocs.yml (site.OPTIONS)."""

    principles = config_options.Type(str, default=Folders.principles)
    checklists = config_options.Type(str, default=Folders.checklists)
    case_studies = config_options.Type(str, default=Folders.case_studies)
    words = config_options.Type(str, default=Folders.words)
    contact = config_options.Type(str, default="")
    logo = config_options.Type(str, default="")
    fonts = config_options.Type(str, default="")
    paper = config_options.Type(str, default="a4")
    colour = config_options.Type(str, default=COLOUR)


class _CompiledTemplates(BytecodeCache):
    """Keeps the theme's compiled templates from one rebuild to the next: a quarter of the time between save and page.

    Jinja compares them with their source, so a template that changes is compiled again.
    """

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if compiled := self._compiled.get(bucket.key):
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


class CoproductionPlugin(BasePlugin[Options]):
    """Hands MkDocs the pages of the content; everything else is decided elsewhere."""

    _library: Library | None = None
    _site: Site
    _handouts: Sequence[Made] = ()
    _serving = False
    #: Whether the handouts are those of an earlier save, and are made anew behind the page.
    _behind = False
    _catching_up: Future[None] | None = None

    def __init__(self) -> None:
        super().__init__()
        self._blocks: dict[str, list[str]] = {}
        self._templates = _CompiledTemplates()
        self._background = ThreadPoolExecutor(1)

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        # MkDocs keeps a plugin that has this method from one rebuild to the next.
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        # Loaded before MkDocs empties the site's folder, so that a Problem leaves the last site as it was.
        try:
            site = site_of(Path(config.config_file_path or "mkdocs.yml").resolve(), config, self.config)
            library = site.load()
            # Whoever saves wants to see the page. Its handouts follow, if they only have to take the place of others.
            there = [one.path for one in self._handouts if one.form != "zip"]
            self._behind = self._serving and [one.path for one in handouts(library)] == there
            if self._catching_up and not self._catching_up.cancel() and not self._behind:
                wait([self._catching_up])
            if not self._behind:
                self._handouts = site.handouts(library, today(), processes=os.cpu_count() or 1)
            self._site, self._library = site, library
        except (ContentError, HandoutFailed) as error:
            if not self._serving or self._library is None:
                raise PluginError(str(error)) from None
            log.error("%s\nThe page in your browser is the last good one. It comes up to date when this is mended.", error)
        folders = {self._site.root / folder for folder in vars(self._site.folders).values()}
        config.watch.extend(str(folder) for folder in sorted(folders) if folder.is_dir() and not folders & set(folder.parents))
        config.extra_css.insert(0, assets.STYLE_SHEET)
        config.markdown_extensions.extend(
            extension for extension in assets.MARKDOWN_EXTENSIONS if extension not in config.markdown_extensions
        )
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        directory_urls = config.use_directory_urls
        site = {"site_name": self._site.name, "address": self._site.address}
        generated = list(pages.render(self._library, self._handouts, directory_urls=directory_urls, **site))
        if not self._site.has_own_home:
            generated.append(
                pages.render_home(self._library, self._site.name, self._site.description, directory_urls=directory_urls)
            )
        for page in generated:
            file = File.generated(config, page.path, content=page.markdown, inclusion=InclusionLevel.NOT_IN_NAV)
            if page.source:
                file.edit_uri = Path(os.path.relpath(self._site.root / page.source, config.docs_dir)).as_posix()
            files.append(file)
        for path, content in assets.assets(self._library, directory_urls):
            files.append(File.generated(config, path, content=content))
        for path, content in embeds(self._library, **site, directory_urls=directory_urls):
            files.append(File.generated(config, path, content=content))
        for handout in self._handouts:
            files.append(File.generated(config, handout.path, abs_src_path=str(handout.file)))
        return files

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        if self._behind:
            self._catching_up = self._background.submit(self._catch_up, self._site, self._library, Path(config.site_dir))

    def _catch_up(self, site: Site, library: Library, folder: Path) -> None:
        """Make the handouts that have changed, and put them where they are served."""
        try:
            made = site.handouts(library, today(), processes=1)
            put_into(folder / addresses.handout(""), set(made) - set(self._handouts))
        except (ContentError, HandoutFailed, OSError) as error:
            log.error("%s\nThe handouts are those of an earlier save.", error)
        else:
            self._handouts = made

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        env.bytecode_cache = self._templates
        return env

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        if page.file.generated_by:
            markdown, self._blocks[page.file.src_uri] = set_aside(markdown)
            return markdown
        return pages.fill_in(markdown, page.file.src_uri, self._library, directory_urls=config.use_directory_urls)

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        blocks = self._blocks.pop(page.file.src_uri, None)
        if blocks is None:
            return html
        page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors(blocks)
        return put_back(html, blocks)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        return finish_page(output)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        return finish_page(output_content) if template_name.endswith(".html") else output_content
