"""What every page is made of: its style sheet, its script, its words."""

from __future__ import annotations

import re
import shutil
import subprocess
from string import Formatter

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.pages.page import STATIC
from accord.server.wording import catalogue, say, say_count
from tests.server.pages_read import PageRead

PAGES = ("/fr/", "/en/", "/fr/about", "/en/about")
STYLE = (STATIC / "accord.css").read_text("utf-8")
SCRIPT = (STATIC / "accord.js").read_text("utf-8")
TEMPLATES = sorted((STATIC.parent / "templates").rglob("*.html"))


def _page(server: TestClient[Litestar], path: str) -> PageRead:
    return PageRead(server.get(path).text)


def test_the_first_page_with_all_it_needs_is_under_60_kilobytes(
    server: TestClient[Litestar],
) -> None:
    reply = server.get("/fr/")
    page = PageRead(reply.text)
    assets = [tag["href"] for tag in page.all("link")] + [tag["src"] for tag in page.all("script")]
    replies = [server.get(asset) for asset in assets]
    assert len(assets) == 3
    assert [each.status_code for each in replies] == [200] * 3
    assert sum(len(each.content) for each in (reply, *replies)) < 60_000


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_title_a_language_and_nothing_inline(
    server: TestClient[Litestar], path: str
) -> None:
    page = _page(server, path)
    assert page.all("html")[0]["lang"] == path[1:3]
    assert [len(page.all(name)) for name in ("h1", "main", "title")] == [1, 1, 1]
    assert not [tag for tag in page.tags if tag.name == "style" or tag.get("style")]
    assert not [tag for tag in page.all("script") if tag.text.strip() or not tag.get("src")]
    assert not [name for tag in page.tags for name in tag.attributes if name.startswith("on")]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nothing_of_another_host(server: TestClient[Litestar], path: str) -> None:
    asked = [tag.get("src") or "" for tag in _page(server, path).tags]
    asked += [tag["href"] for tag in _page(server, path).all("link")]
    assert all(address.startswith("/") for address in asked if address)


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_said_once_and_labels_lead_to_fields(
    server: TestClient[Litestar], path: str
) -> None:
    page = _page(server, path)
    ids = [tag["id"] for tag in page.tags if tag.get("id")]
    assert len(ids) == len(set(ids))
    assert {tag["for"] for tag in page.all("label") if tag.get("for")} <= set(ids)
    fields = [tag for tag in page.tags if tag.name in ("input", "select", "textarea")]
    shown = [tag for tag in fields if tag.get("type") != "hidden"]
    assert shown or "about" in path
    assert {tag["id"] for tag in shown} <= {tag["for"] for tag in page.all("label")}


def test_the_style_sheet_and_the_script_ask_for_nothing_and_keep_nothing() -> None:
    assert not re.findall(r"url\(|@import|@font-face|https?:", STYLE)
    assert not re.findall(r"https?:|localStorage|sessionStorage|document\.cookie|indexedDB", SCRIPT)
    assert not re.findall(r"\beval\b|innerHTML|insertAdjacentHTML|new Function", SCRIPT)
    assert len(SCRIPT.encode()) < 12_900  # 12 KiB, and a file that is kept or too large


@pytest.mark.skipif(shutil.which("node") is None, reason="node reads the script")
def test_the_script_can_be_read() -> None:
    subprocess.run(["node", "--check", str(STATIC / "accord.js")], check=True)


def test_no_template_has_a_style_a_script_or_what_makes_text_into_code() -> None:
    for template in TEMPLATES:
        source = template.read_text("utf-8")
        assert not re.findall(r"\sstyle=|\son[a-z]+=|javascript:", source), template
        scripts = re.findall(r"<script[^>]*>", source)
        assert all(" src=" in script for script in scripts), template


# --- colours --------------------------------------------------------------------------------------


def _colours(scheme: str) -> dict[str, str]:
    """The colours of the style sheet, for a light or a dark screen."""
    light, dark = re.findall(r":root \{(.*?)\n *\}", STYLE, re.S)[:2]
    read = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", light))
    return (
        read
        if scheme == "light"
        else {**read, **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", dark))}
    )


def _light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_read_stands_out_enough_from_what_is_behind_it(scheme: str) -> None:
    colours = _colours(scheme)
    grounds = ("paper", "sheet", "tint", "wash", "open-wash", "bad-wash")
    pairs = [(ink, ground) for ink in ("ink", "soft", "link") for ground in grounds]
    pairs += [
        (tone, ground) for tone in ("good", "bad", "open") for ground in ("paper", "sheet", "tint")
    ]
    pairs += [("good", "wash"), ("bad", "bad-wash"), ("open", "open-wash"), ("on-strong", "strong")]
    faint = {
        pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in pairs
        if _contrast(colours[pair[0]], colours[pair[1]]) < 4.5
    }
    assert not faint
    around = [
        _contrast(colours[edge], colours[ground])
        for edge in ("edge", "focus", "strong")
        for ground in ("paper", "sheet")
    ]
    assert min(around) >= 3


# --- words ----------------------------------------------------------------------------------------


def _slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_wording_has_the_same_slots_in_both_languages() -> None:
    assert not [
        key for key, (french, english) in catalogue().items() if _slots(french) != _slots(english)
    ]
    assert all(french.strip() and english.strip() for french, english in catalogue().values())


def test_what_is_counted_has_one_and_many() -> None:
    ends = {"one", "many"}
    counted = {key.rpartition(".")[0] for key in catalogue() if key.endswith(".many")}
    assert counted
    assert all(f"{key}.{end}" in catalogue() for key in counted for end in ends)
    assert say_count("shell.errors", 0, "fr") == say_count("shell.errors", 1, "fr")
    assert say_count("shell.errors", 0, "en") != say_count("shell.errors", 1, "en")


_HIGH = re.compile(
    r"(?<![\s\u00a0\u202f])[;?!»](?=\s|$)|[ ][;?!:»](?=\s|$)|«[^\u00a0]|\w'\w|\.\.\."
)


def test_french_is_set_as_french_is() -> None:
    wrong = {}
    for key in catalogue():
        slots = dict.fromkeys(_slots(catalogue()[key][0]), "x")
        text = say(key, "fr", **slots)
        if _HIGH.search(text):
            wrong[key] = text
    assert not wrong


def test_english_has_the_apostrophes_of_print_and_no_french_spaces() -> None:
    wrong = {
        key: english
        for key, (_, english) in catalogue().items()
        if re.search(r"\w'\w| [;?!:](?=\s|$)|\.\.\.", english)
    }
    assert not wrong


def _said(source: str) -> set[str]:
    return set(re.findall(r"""\bsay(?:_count)?\(\s*["']([\w.-]+[\w-])["']\s*[,)]""", source))


def test_what_templates_say_is_there() -> None:
    missing = {}
    for template in TEMPLATES:
        said = _said(template.read_text("utf-8"))
        gone = {key for key in said if key not in catalogue() and f"{key}.many" not in catalogue()}
        if gone:
            missing[template.name] = gone
    assert not missing


def test_an_area_says_nothing_twice(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from accord.server import wording

    (tmp_path / "a.toml").write_text('go = ["Aller", "Go"]\n', "utf-8")
    (tmp_path / "b.toml").write_text('go = ["Partir", "Go"]\n', "utf-8")
    monkeypatch.setattr(wording, "WORDS", tmp_path)
    with pytest.raises(ValueError, match=r"b\.toml: go is in another file already"):
        wording.catalogue.__wrapped__()
    (tmp_path / "b.toml").write_text('come = ["Venir"]\n', "utf-8")
    with pytest.raises(ValueError, match="come is not a text in French and in English"):
        wording.catalogue.__wrapped__()
