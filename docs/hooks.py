"""mkdocs hooks: the pages made from the rulesets and the
code join those that are written by hand; each language has a search of its own.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from docpages import generated  # noqa: E402  # the path must be set first

_FRENCH = "fr/"
"""The folder of the French site, and how the addresses of its pages begin."""
_INDEX = Path("search") / "search_index.json"
_BASE = re.compile(r'(<script id="__config" type="application/json">\{.*?"base": )"([^"]*)"')
_OTHER_LANGUAGE = re.compile(r'<a href="/([^"]*)" hreflang=')
_ALTERNATE = re.compile(r'\s*<link rel="alternate"[^>]*hreflang=[^>]*>')
"""For each of these, the theme asks for a site map in a folder that has none."""


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


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Return the page with links to its other language that work in any folder, and from a disk; a
    French one looks for its search index in the folder of the French site, which holds French
    pages only.
    """
    output = _ALTERNATE.sub("", output)
    output = _OTHER_LANGUAGE.sub(rf'<a href="{_up(page.url)}\1" hreflang=', output)
    if page.url.startswith(_FRENCH):
        base = _up(page.url.removeprefix(_FRENCH)).removesuffix("/")
        output = _BASE.sub(rf'\g<1>"{base}"', output, count=1)
    return output


def _up(address: str) -> str:
    """Return the way from a page up to the folder from which its address counts."""
    return "../" * address.count("/") or "./"


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Split the search index by language, when all languages are built (the plugin for languages
    runs before)."""
    site = Path(config.site_dir)
    whole = json.loads((site / _INDEX).read_text(encoding="utf-8"))
    french = [one for one in whole["docs"] if one["location"].startswith(_FRENCH)]
    english = [one for one in whole["docs"] if not one["location"].startswith(_FRENCH)]
    for language, folder, docs in (("fr", site / _FRENCH, french), ("en", site, english)):
        if not docs:
            continue
        for one in docs:
            one["location"] = one["location"].removeprefix(_FRENCH)
        content = {"config": {**whole["config"], "lang": [language]}, "docs": docs}
        (folder / _INDEX).parent.mkdir(exist_ok=True, parents=True)
        (folder / _INDEX).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
