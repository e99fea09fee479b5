"""mkdocs hooks: the pages made from the rulesets and the
code join those that are written by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from docpages import generated  # noqa: E402  # the path must be set first


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, as files that are not on the disk: the
    plugin for languages refuses mkdocs' own kind of generated file.

    `on_page_read_source` gives their content.
    """
    for path in generated():
        if path not in files.src_uris:
            files.append(File(path, config.docs_dir, config.site_dir, config.use_directory_urls))
    return files


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """Return the Markdown of a generated page, None for a
    page that is written by hand (mkdocs then reads its file).
    """
    return generated().get(page.file.src_uri)
