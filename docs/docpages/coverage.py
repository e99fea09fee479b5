"""The coverage of the law: what each article holds and how well
its source is known, and what is not encoded, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from docpages.law import page_of as address
from docpages.writing import either, escaped, page, table
from engine.diagnostics.bilingual import Language
from engine.language.model import BASES, Corpus, LegalText, Provision
from engine.law.horizon import horizon
from engine.words.citation import article_name, place_not_read
from engine.words.formats import typographic

_KINDS = ("rule", "table", "norm")


def coverage(corpora: Mapping[str, Corpus], language: Language, *, linked: bool) -> str:
    """Return the page: for each text, its articles with their counts, then the entries of
    `not_encoded`; `linked` to the pages of the site.
    """
    texts = [text for corpus in corpora.values() for text in corpus.texts.values()]
    return page(
        either(language, "# Ce que la loi encodée couvre", "# Coverage of the law"),
        _introduction(language),
        *(_end(corpus, language) for corpus in corpora.values()),
        _counts(texts, language),
        *(_text(text, language, linked=linked) for text in texts),
    )


def _introduction(language: Language) -> str:
    return either(
        language,
        "Page produite à partir des règles elles-mêmes (`python docs/regenerate.py`). Une *règle* calcule, un *barème* donne des valeurs, une *norme* "
        "est dite sans rien calculer. Le *fondement* suit les mots : texte officiel lu, résumé d'un organisme public, ou déduction, qui comprend ce qui n'a "
        "été lu que dans une source dont l'autorité n'est pas établie. Ce qui n'a pas été lu n'est pas encodé, et la raison en est donnée.",
        "This page is made from the rules themselves (`python docs/regenerate.py`). A *rule* computes, a *table* gives values, a *norm* is stated and "
        "computes nothing. The *basis* follows the words: official text read, summary by a public body, or inference, which includes what was read only "
        "in a source whose authority is not established. What was not read is not encoded, and the reason is given.",
    )


def _end(corpus: Corpus, language: Language) -> str:
    """Say where the law of a corpus ends, whatever the day of knowledge."""
    return escaped(typographic(horizon(corpus, date.max).said().in_language(language), language))


def _counts(texts: Iterable[LegalText], language: Language) -> str:
    rows = []
    total: Counter[str] = Counter()
    for text in texts:
        provisions = [provision for _, found in _by_article(text) for provision in found]
        counted = Counter(_kind(provision) for provision in provisions) + Counter(
            provision.basis for provision in provisions
        )
        counted["articles"], counted["operations"] = (
            len(text.articles),
            sum(len(article.operations) for article in text.articles),
        )
        counted["not_encoded"] = len(text.not_encoded)
        total += counted
        rows.append(
            (f"[{escaped(text.short.in_language(language))}](#{text.id})", *_cells(counted))
        )
    rows.append((f"**{either(language, 'ensemble', 'together')}**", *_cells(total)))
    heads = either(
        language,
        (
            "texte|articles|modifications|règles|barèmes|normes|texte officiel|résumé "
            "officiel|déduction|non encodé"
        ),
        (
            "text|articles|amendments|rules|tables|norms|official text|official "
            "summary|inferred|not encoded"
        ),
    )
    return table(heads.split("|"), rows, figures_from=1)


def _cells(counted: Mapping[str, int]) -> list[str]:
    return [
        str(counted.get(name, 0))
        for name in ("articles", "operations", *_KINDS, *BASES, "not_encoded")
    ]


def _kind(provision: Provision) -> str:
    return "rule" if provision.rule else "table" if provision.table else "norm"


def _by_article(text: LegalText) -> Iterable[tuple[str, list[Provision]]]:
    """The provisions that each article of a text writes: its
    own, and those its operations bring into another text.
    """
    for article in text.articles:
        yield (
            article.number,
            [
                *article.provisions,
                *(p for operation in article.operations for p in operation.provisions),
            ],
        )


def _text(text: LegalText, language: Language, *, linked: bool) -> str:
    rows = []
    for number, provisions in _by_article(text):
        kinds, bases = (
            Counter(map(_kind, provisions)),
            Counter(provision.basis for provision in provisions),
        )
        operations = next(
            len(article.operations) for article in text.articles if article.number == number
        )
        name = escaped(article_name(number, language, text.named))
        link = f"[{name}]({address((text.id, number))}.md)" if linked else name
        rows.append(
            (
                link,
                str(operations or ""),
                *(str(kinds[kind] or "") for kind in _KINDS),
                *(str(bases[basis] or "") for basis in BASES),
            )
        )
    heads = either(
        language,
        "article|modifications|règles|barèmes|normes|texte officiel|résumé officiel|déduction",
        "article|amendments|rules|tables|norms|official text|official summary|inferred",
    )
    missing = [
        (escaped(place_not_read(entry, language)), escaped(str(entry["why"][language])))
        for entry in text.not_encoded
    ]
    blocks = [
        f"## {escaped(text.short.in_language(language))} {{ #{text.id} }}",
        escaped(text.title.in_language(language)),
    ]
    blocks.append(table(heads.split("|"), rows, figures_from=1))
    if missing:
        blocks.append(
            f"### {either(language, 'Non encodé', 'Not encoded')} {{ #{text.id}-not-encoded }}"
        )
        blocks.append(table(either(language, "où|pourquoi", "where|why").split("|"), missing))
    return "\n\n".join(blocks)
