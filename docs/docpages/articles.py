"""One page per article: the text in force, its versions, what amended it, what stands on it, the
scenarios that exercise it, its sources; and one page per version, and one that compares them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from docpages.asking import commands_of
from docpages.cited_by import citing, scenario_list
from docpages.law import (
    Consolidated,
    Key,
    Use,
    Version,
    consolidated,
    key_of,
    page_of,
    page_of_comparison,
    page_of_version,
)
from docpages.provisions import linked_act, provision_blocks, side_by_side
from docpages.sources import source_table
from docpages.writing import either, folded, link, page, said, table
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus, LegalText
from engine.testing.scenario import Scenario
from engine.words.formats import long_date, span, upper_first
from engine.words.labels import fact_label

UNSEARCHED = "---\nsearch:\n  exclude: true\nhide: [toc]\n---"
"""What opens a page that the search leaves out (its words are on the page of the article) and that
needs the whole width."""
_FEW = 4
"""Of an article with so many versions or fewer, each two are compared; of others, neighbours."""


def article_pages(
    corpora: Mapping[str, Corpus], scenarios: Path, language: Language
) -> dict[str, str]:
    """Return the pages of each article of each corpus, those
    of the amending articles included, and their index.
    """
    found: dict[str, str] = {}
    listed: list[str] = []
    for corpus in corpora.values():
        law = consolidated(corpus)
        exercised = citing(law, scenarios)
        for text in corpus.texts.values():
            listed.append(_index(law, text, language))
            for key in law.keys[text.id]:
                found[page_of(key)] = _article(law, key, exercised.get(key, []), language)
                found |= _versions(law, key, language)
    title = either(language, "# Les textes, article par article", "# The texts, article by article")
    return found | {"articles/index": page(title, *listed)}


def _index(law: Consolidated, text: LegalText, language: Language) -> str:
    at = "articles/index"
    rows = []
    for key in law.keys[text.id]:
        versions = law.versions.get(key, [])
        count = str(len(versions) or "")
        if len(versions) > 1:
            count = link(count, page_of_comparison(key), at=at)
        label = said(law.number(key, language), language)
        rows.append(
            (link(label, page_of(key), at=at), said(law.title(key, language), language), count)
        )
    heads = either(language, "article|titre|versions", "article|title|versions").split("|")
    return page(
        f"## {said(upper_first(text.short.in_language(language)), language)} {{ #{text.id} }}",
        said(text.title.in_language(language), language),
        table(heads, rows, figures_from=2),
    ).strip()


# --- the page of an article ------------------------------------------------------------------------


def _article(law: Consolidated, key: Key, scenarios: list[Scenario], language: Language) -> str:
    at = page_of(key)
    version = law.current(key)
    return page(
        f"# {said(upper_first(law.named(key, language)), language)}",
        f"**{said(law.title(key, language), language)}**",
        *_in_force(law, key, version, language),
        *_line_of_versions(law, key, version, at, language),
        *_amended_by(law, key, at, language),
        *_amends(law, key, at, language),
        *_standing_on(law, key, at, language),
        *scenario_list(scenarios, language),
        *source_table(law, key, language),
        *commands_of(law, key, language),
        _neighbours(law, key, at, language),
    )


def _in_force(
    law: Consolidated, key: Key, version: Version | None, language: Language
) -> Iterator[str]:
    if version is None:
        return
    shown = law.shown(key, version, language)
    if version.end is None:
        yield f"## {either(language, 'Le texte en vigueur', 'The text in force')} {{ #text }}"
    else:
        yield f"## {either(language, 'Le dernier texte', 'The last text')} {{ #text }}"
    yield f"*{said(_days(version, language), language)}*"
    yield from provision_blocks(law, shown.provisions, page_of(key), language)


def _days(version: Version, language: Language) -> str:
    return upper_first(span(version.start, version.end, language))


def _line_of_versions(
    law: Consolidated, key: Key, current: Version | None, at: str, language: Language
) -> Iterator[str]:
    """Yield the versions of an article in order, each a link to the whole of it."""
    versions = law.versions.get(key, [])
    if len(versions) < 2:
        return
    yield f"## {either(language, 'Ses versions', 'Its versions')} {{ #versions }}"
    yield version_line(law, key, current, at, language)
    label = either(language, "Comparer les versions", "Compare the versions")
    yield link(label, page_of_comparison(key), at=at) + "{ .md-button }"


def version_line(
    law: Consolidated, key: Key, current: Version | None, at: str, language: Language
) -> str:
    """Return the versions of an article as a list of links, the one shown marked."""
    lines = []
    for version in law.versions[key]:
        acts = ", ".join(dict.fromkeys(said(one.display(language), language) for one in version.by))
        label = link(
            said(_days(version, language), language), page_of_version(key, version.start), at=at
        )
        here = " { .here }" if version is current else ""
        lines.append(f"1. {label}{here} {acts}" if not here else f"1. **{label}** {acts}")
    return '<div class="versions" markdown="1">\n\n' + "\n".join(lines) + "\n\n</div>"


def _amended_by(law: Consolidated, key: Key, at: str, language: Language) -> Iterator[str]:
    rows = [
        (
            long_date(day, language),
            linked_act(
                law, (act.link.text, act.link.article), act.link.display(language), at, language
            ),
            said(act.operation.says.in_language(language), language),
        )
        for day, act in law.acts.get(key, ())
        if act.operation
    ]
    if rows:
        yield f"## {either(language, 'Ce qui l’a modifié', 'What amended it')} {{ #amended-by }}"
        heads = either(language, "à compter du|par|ce qui change", "from|by|what changes").split(
            "|"
        )
        yield table(heads, rows)


def _amends(law: Consolidated, key: Key, at: str, language: Language) -> Iterator[str]:
    operations = [(op, act) for op, act in law.operations[key[0]] if op.article == key[1]]
    if not operations:
        return
    yield f"## {either(language, 'Ce qu’il modifie', 'What it amends')} {{ #amends }}"
    rows = []
    for op, act in operations:
        target = key_of(op.target)
        point = ", ".join(
            part
            for part in (
                op.point,
                either(language, f"tiret {op.indent}", f"indent {op.indent}") if op.indent else "",
            )
            if part
        )
        since = (
            long_date(act.link.on, language) if act else either(language, "pas encore", "not yet")
        )
        rows.append(
            (
                said(point, language),
                linked_act(law, target, law.named(target, language), at, language),
                said(op.says.in_language(language), language),
                since,
            )
        )
    heads = either(
        language, "point|vise|ce qu’il fait|à compter du", "point|target|what it does|from"
    )
    yield table(heads.split("|"), rows)


_HOW = {
    "table": ("lit le barème", "reads the table"),
    "fact": ("emploie « {} », que l’autre conclut", "uses “{}”, which the other concludes"),
    "benefit": ("suppose remplies les conditions : {}", "needs the conditions met: {}"),
    "overrides": ("y fait exception", "is an exception to it"),
    "repeats": ("le reprend", "repeats it"),
    "grounds": ("s’appuie aussi sur lui", "stands on it too"),
    "pays": ("fixe quand sont payés les droits", "sets when the rights are paid"),
    "increases": ("majore les droits", "increases the rights"),
}


def _standing_on(law: Consolidated, key: Key, at: str, language: Language) -> Iterator[str]:
    """Yield which articles stand on this one, then those on which it stands."""
    titles = (
        either(
            language, "Ce qui s’y réfère ou calcule avec lui", "What cites it or computes from it"
        ),
        either(language, "Ce dont il se sert", "What it stands on"),
    )
    users = [(use.user.address, use) for use in law.uses if key_of(use.used.address) == key]
    used = [(use.used.address, use) for use in law.uses if key_of(use.user.address) == key]
    for title, anchor, listed in zip(titles, ("used-by", "uses"), (users, used), strict=True):
        ways: dict[Key, dict[str, None]] = {}
        for address, use in listed:
            ways.setdefault(key_of(address), {})[_how(law, use, language)] = None
        shown = [
            (
                link(said(law.named(other, language), language), page_of(other), at=at),
                said("; ".join(how) if language == "en" else " ; ".join(how), language),
            )
            for other, how in ways.items()
        ]
        if shown:
            yield f"## {title} {{ #{anchor} }}"
            heads = either(language, "article|comment", "article|how").split("|")
            yield table(heads, shown[:12])
            if shown[12:]:
                more = either(language, f"{len(shown) - 12} autres", f"{len(shown) - 12} more")
                yield folded(more, table(heads, shown[12:]))


def _how(law: Consolidated, use: Use, language: Language) -> str:
    words = law.corpus.vocabulary
    what = use.what
    if use.how == "fact":
        what = fact_label(what, words, language)
    elif use.how == "benefit" and what in words.benefits:
        what = words.benefits[what].in_language(language)
    return _HOW[use.how][language == "en"].format(what)


def _neighbours(law: Consolidated, key: Key, at: str, language: Language) -> str:
    """Return the links to the article before and the one after, in the order of the text."""
    keys = law.keys[key[0]]
    rank = keys.index(key)
    parts = []
    for other, arrow in ((rank - 1, "← {}"), (rank + 1, "{} →")):
        label = ""
        if 0 <= other < len(keys):
            name = said(law.number(keys[other], language), language)
            label = link(arrow.format(name), page_of(keys[other]), at=at)
        parts.append(label)
    whole = link(
        said(upper_first(law.corpus.texts[key[0]].short.in_language(language)), language),
        "articles/index",
        at=at,
        anchor=key[0],
    )
    return f'<div class="neighbours" markdown="1">\n\n{parts[0] or "&nbsp;"}\n\n{whole}\n\n{parts[1] or "&nbsp;"}\n\n</div>'


# --- versions --------------------------------------------------------------------------------------


def _versions(law: Consolidated, key: Key, language: Language) -> dict[str, str]:
    """Return the page of each version of an article that has several, and the one that compares
    them."""
    versions = law.versions.get(key, [])
    if len(versions) < 2:
        return {}
    found = {
        page_of_version(key, version.start): _version(law, key, version, language)
        for version in versions
    }
    return found | {page_of_comparison(key): _comparison(law, key, versions, language)}


def _version(law: Consolidated, key: Key, version: Version, language: Language) -> str:
    at = page_of_version(key, version.start)
    named = upper_first(law.named(key, language))
    back = link(
        either(language, "la page de l’article", "the page of the article"), page_of(key), at=at
    )
    today = version is law.current(key)
    told = (
        either(
            language,
            f"C’est la version en vigueur : voir {back}.",
            f"This is the version in force: see {back}.",
        )
        if today
        else either(
            language,
            f"Cette version n’est pas celle en vigueur : voir {back}.",
            f"This is not the version in force: see {back}.",
        )
    )
    compare = link(
        either(language, "Comparer les versions", "Compare the versions"),
        page_of_comparison(key),
        at=at,
    )
    shown = law.shown(key, version, language)
    interval = span(version.start, version.end, language)
    return page(
        UNSEARCHED,
        f"# {said(f'{named}, {interval}', language)}",
        f"**{said(shown.title, language)}**",
        f"{told} {compare}.",
        version_line(law, key, version, at, language),
        *provision_blocks(law, shown.provisions, at, language),
    )


def _comparison(law: Consolidated, key: Key, versions: list[Version], language: Language) -> str:
    at = page_of_comparison(key)
    named = upper_first(law.named(key, language))
    pairs = list(pairwise(versions))
    if len(versions) <= _FEW:
        pairs += [(old, new) for rank, old in enumerate(versions) for new in versions[rank + 2 :]]
    title = either(
        language, f"{named} : les versions côte à côte", f"{named}: the versions side by side"
    )
    told = either(
        language,
        "Les mots qui changent sont marqués : ceux qui s’en vont à gauche, ceux qui viennent à droite.",
        "The words that change are marked: those taken away on the left, those added on the right.",
    )
    back = link(
        either(language, "L’article en vigueur", "The article in force"), page_of(key), at=at
    )
    blocks = []
    for old, new in pairs:
        heads = _days(old, language), _days(new, language)
        eve = new.start - timedelta(days=1) if old.end == new.start else old.start
        between = upper_first(f"{long_date(eve, language)} → {long_date(new.start, language)}")
        acts = ", ".join(
            dict.fromkeys(
                linked_act(law, (one.text, one.article), one.display(language), at, language)
                for one in new.by
            )
        )
        by = either(language, f"Par {acts}.", f"By {acts}.")
        sides = (
            law.shown(key, old, language).provisions,
            law.shown(key, new, language).provisions,
        )
        blocks += [
            f"## {between} {{ #from-{old.start}-to-{new.start} }}",
            by,
            side_by_side(*sides, heads, language),
        ]
    return page(UNSEARCHED, f"# {said(title, language)}", f"{told} {back}.", *blocks)
