"""The page of all the words that a case and a condition may use: what each means, which articles
conclude it and which read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docpages.law import Consolidated, Key, consolidated, page_of
from docpages.writing import colon, either, html, link, long_name, page, said, table
from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.model import Corpus, Records, Word
from engine.questions.consulted import ArticlesOfNames
from engine.words.formats import typographic, upper_first
from engine.words.traits import traits_of

PAGE = "vocabulary"
_FEW = 4


class _Articles(ArticlesOfNames):
    """The articles of each name, as links."""

    def __init__(self, law: Consolidated) -> None:
        super().__init__(law.corpus)
        self.law = law

    def listed(self, keys: Mapping[Key, None], language: Language) -> str:
        """Return links to articles, the first ones where there are many."""
        links = [
            link(said(self.law.named(key, language), language), page_of(key), at=PAGE)
            for key in [*keys][:_FEW]
        ]
        more = len(keys) - _FEW
        if more > 0:
            links.append(either(language, f"{more} autres", f"{more} more"))
        return ", ".join(links)


def vocabulary(corpora: Mapping[str, Corpus], language: Language) -> str:
    """Return the page of all the words that a case and a condition may use."""
    blocks = [
        either(language, "# Vocabulaire", "# Vocabulary"),
        either(
            language,
            (
                "Les seuls mots qu'une condition peut employer. Un fait *déduit* ne se donne pas "
                ": une règle le conclut. Un fait *daté* peut varier dans le temps."
            ),
            (
                "The only words that a condition may use. A *derived* fact is not given: a rule "
                "concludes it. A *dated* fact may vary over time."
            ),
        ),
    ]
    for corpus in corpora.values():
        articles = _Articles(consolidated(corpus))
        blocks += _whole(corpus, articles, language)
    return page(*blocks)


def _whole(corpus: Corpus, articles: _Articles, language: Language) -> Iterator[str]:
    words = corpus.vocabulary
    yield f"## {either(language, 'Les faits', 'The facts')} {{ #facts }}"
    yield from _facts(words.facts, "", articles, language)
    for name, collection in words.collections.items():
        label = said(upper_first(collection.label.in_language(language)), language)
        yield f"## {label} {{ #{name} }}"
        yield f"{either(language, 'Dans un dossier', 'In a case')}{colon(language)}{long_name(name)}."
        if collection.keys:
            keys = (
                (long_name(key), said(one.in_language(language), language))
                for key, one in collection.keys.items()
            )
            yield table(either(language, "clé|sens", "key|meaning").split("|"), keys)
        prefix = f"{collection.singular}."
        yield from _facts(collection.facts, prefix, articles, language)
        for records in collection.lists.values():
            yield from _records(records, prefix, articles, language)
    for kind, anchor, labels in _labels(corpus, language):
        rows = [
            (
                f'<span id="{anchor}.{html(name)}"></span>{long_name(name)}',
                said(label.in_language(language), language),
                articles.listed(articles.giving.get(name, {}), language),
            )
            for name, label in labels.items()
        ]
        if rows:
            yield f"## {kind} {{ #{anchor} }}"
            told = any(row[2] for row in rows)
            heads = either(language, "nom|sens|donné par", "name|meaning|given by").split("|")
            yield table(heads if told else heads[:2], (row if told else row[:2] for row in rows))


def _labels(
    corpus: Corpus, language: Language
) -> Iterator[tuple[str, str, Mapping[str, Bilingual]]]:
    words = corpus.vocabulary
    yield either(language, "Avantages", "Benefits"), "benefits", words.benefits
    yield either(language, "Lignes de financement", "Funding lines"), "lines", words.lines
    yield either(language, "Parts des versements", "Parts of payments"), "parts", words.parts
    yield either(language, "Dates du calendrier", "Calendar entries"), "entries", words.entries
    yield either(language, "Acteurs", "Actors"), "actors", words.actors
    yield either(language, "Valeurs nommées", "Named values"), "values", words.values


def _records(
    records: Records, prefix: str, articles: _Articles, language: Language
) -> Iterator[str]:
    own = f"{prefix}{records.name}"
    label = said(upper_first(records.label.in_language(language)), language)
    yield f"### {label} {{ #{own} }}"
    yield f"{either(language, 'Une liste', 'A list')}{colon(language)}{long_name(own + '[]')}."
    yield from _facts(records.facts, f"{own}.", articles, language)
    for inner in records.lists.values():
        yield from _records(inner, f"{own}.", articles, language)


def _facts(
    facts: Mapping[str, Word], prefix: str, articles: _Articles, language: Language
) -> Iterator[str]:
    for name, word in facts.items():
        yield _fact(prefix + name, word, articles, language)


def _fact(name: str, word: Word, articles: _Articles, language: Language) -> str:
    """Return a fact under its anchor: its name and type, what it means, the articles that conclude
    it and those that read it."""
    label = html(typographic(upper_first(word.label.in_language(language)), language))
    parts = [
        f'<p class="place">{label} <span class="kind">{html(traits_of(word, language))}</span></p>',
        long_name(name),
    ]
    if word.question:
        parts.append(said(word.question.in_language(language), language))
    if word.values:
        listed = (
            f"{long_name(value)} {said(one.in_language(language), language)}"
            for value, one in word.values.items()
        )
        parts.append(
            f"{either(language, 'Valeurs', 'Values')}{colon(language)}{', '.join(listed)}."
        )
    told = []
    for title, keys in (
        (either(language, "Conclu par", "Concluded by"), articles.giving.get(name, {})),
        (either(language, "Lu par", "Read by"), articles.reading.get(name, {})),
    ):
        if keys:
            told.append(f"{title}{colon(language)}{articles.listed(keys, language)}.")
    if told:
        parts.append(" ".join(told) + "\n{: .source }")
    inner = "\n\n".join(parts)
    return f'<div class="provision word" markdown="1" id="{name}">\n\n{inner}\n\n</div>'
