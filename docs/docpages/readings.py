"""One page per reading, titled in words: what each option gives on the example, the articles that
it touches, the scenarios that choose it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from docpages.amendments import page_of_amendment
from docpages.asking import DAY, EXAMPLE
from docpages.cited_by import every_scenario
from docpages.examples import Outcome, changes, outcome, signed
from docpages.law import Consolidated, Key, consolidated, page_of
from docpages.writing import code, colon, either, folded, html, link, long_name, page, said, table
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus, Reading
from engine.questions.consulted import articles_of_readings, readings_in
from engine.words.formats import long_date, money, typographic, upper_first

_MOST = 6
"""So many changes of an option are shown at once; the others are folded."""


def page_of_reading(name: str) -> str:
    """Return the name of the page of a reading."""
    return f"readings/{name}"


def reading_pages(
    corpora: Mapping[str, Corpus], scenarios: Path, language: Language
) -> dict[str, str]:
    """Return a page per reading, and their index."""
    found: dict[str, str] = {}
    blocks = [
        either(language, "# Lectures", "# Readings"),
        either(
            language,
            "Un point que les textes laissent ouvert, avec ses options. Une réponse dit les lectures dont elle dépend, et "
            "`--reading ID=OPTION` en choisit une autre.",
            "A point that the texts leave open, with its options. An answer says the readings on which it depends, and "
            "`--reading ID=OPTION` chooses another.",
        ),
    ]
    for corpus in corpora.values():
        law, used = consolidated(corpus), articles_of_readings(corpus)
        for reading in corpus.readings.values():
            keys = used.get(reading.id, [])
            found[page_of_reading(reading.id)] = _reading(law, reading, keys, scenarios, language)
        blocks.append(_index(law, used, language))
    return found | {"readings/index": page(*blocks)}


def _index(law: Consolidated, used: Mapping[str, list[Key]], language: Language) -> str:
    rows = []
    for reading in law.corpus.readings.values():
        title = link(
            said(reading.question.in_language(language), language),
            page_of_reading(reading.id),
            at="readings/index",
        )
        default = reading.options[reading.default].in_language(language)
        rows.append((title, said(default, language), _moves(reading, language)))
    heads = either(
        language,
        "question|la réponse retenue|l’autre option change l’exemple",
        "question|the answer kept|another option changes the example",
    )
    return table(heads.split("|"), rows)


def _moves(reading: Reading, language: Language) -> str:
    kept = outcome(())
    moves = any(
        outcome(((reading.id, option),)) != kept
        for option in reading.options
        if option != reading.default
    )
    return either(language, "oui", "yes") if moves else either(language, "non", "no")


def _reading(
    law: Consolidated, reading: Reading, keys: list[Key], scenarios: Path, language: Language
) -> str:
    at = page_of_reading(reading.id)
    lines = [f"- {one}" for one in _texts(law, reading, at, language)]
    lines += [
        f"- {link(said(law.named(key, language), language), page_of(key), at=at)}"
        f"{colon(language)}{said(law.title(key, language), language)}"
        for key in keys
    ]
    nothing = either(
        language, "Aucune règle n’en dépend pour l’instant.", "No rule depends on it for now."
    )
    identifier = either(language, "Son identifiant", "Its id")
    return page(
        f"# {said(reading.question.in_language(language), language)}",
        *_options(law, reading, language),
        f"## {either(language, 'Pourquoi cette option est retenue', 'Why this option is kept')} {{ #reason }}",
        said(reading.reason.in_language(language), language),
        f"## {either(language, 'Les articles qu’elle touche', 'The articles that it touches')} {{ #articles }}",
        "\n".join(lines) or nothing,
        *_chosen_by(reading, scenarios, language),
        f"## {either(language, 'En choisir une autre', 'Choose another')} {{ #ask }}",
        f"{identifier}{colon(language)}{long_name(reading.id)}.",
        code(
            "\n".join(
                f"accord funding {EXAMPLE} --on {DAY} --reading {reading.id}={option} --lang {language}"
                for option in reading.options
                if option != reading.default
            )
            or f"accord funding {EXAMPLE} --on {DAY} --lang {language}",
            "sh",
        ),
    )


def _options(law: Consolidated, reading: Reading, language: Language) -> Iterator[str]:
    """Yield each option, what it says and what it gives on the example."""
    yield f"## {either(language, 'Ce que donne chaque option', 'What each option gives')} {{ #options }}"
    yield either(
        language,
        f"Sur l’exemple `{EXAMPLE}`, au {long_date(DAY, language)}.",
        f"On the example `{EXAMPLE}`, on {long_date(DAY, language)}.",
    )
    kept = outcome(())
    assert kept is not None  # the example has its answer
    for option, says in reading.options.items():
        default = option == reading.default
        mark = either(language, "option retenue", "option kept") if default else ""
        chip = f' <span class="basis">{html(mark)}</span>' if mark else ""
        given = None if default else outcome(((reading.id, option),))
        inner = [
            f'<p class="place">{html(typographic(says.in_language(language), language))}{chip}</p>',
            *(_gives(law, kept, kept if default else given, language, default=default)),
            f'<p class="source">{long_name(f"{reading.id}={option}")}</p>',
        ]
        yield (
            f'<div class="provision" markdown="1" id="{option}">\n\n'
            + "\n\n".join(inner)
            + "\n\n</div>"
        )


def _gives(
    law: Consolidated, kept: Outcome, given: Outcome | None, language: Language, *, default: bool
) -> Iterator[str]:
    total = either(language, "En tout", "In all")
    if given is None:
        yield either(
            language,
            "Cette option ne peut pas répondre sur cet exemple.",
            "This option cannot answer on this example.",
        )
        return
    sum_ = f"{total}{colon(language)}**{money(given.total, language)}**"
    if default:
        yield f"{sum_}."
        return
    listed = changes(law, kept, given, language)
    if not listed:
        yield f"{sum_}. {either(language, 'Rien ne change sur cet exemple.', 'Nothing changes on this example.')}"
        return
    yield f"{sum_} ({signed(given.total - kept.total, language)})."
    yield "\n".join(f"- {one}" for one in listed[:_MOST])
    if more := listed[_MOST:]:
        told = either(language, f"{len(more)} autres changements", f"{len(more)} more changes")
        yield folded(told, "\n".join(f"- {one}" for one in more))


def _chosen_by(reading: Reading, scenarios: Path, language: Language) -> Iterator[str]:
    chosen = [
        (scenario, scenario.content["question"]["readings"][reading.id])
        for scenario in every_scenario(scenarios)
        if reading.id in scenario.content["question"].get("readings", {})
    ]
    if not chosen:
        return
    yield f"## {either(language, 'Les cas types qui la choisissent', 'The scenarios that choose it')} {{ #scenarios }}"
    lines = [
        f'- {said(scenario.title.in_language(language), language)} <span class="where">{long_name(str(option))}</span>'
        for scenario, option in chosen
    ]
    yield "\n".join(lines[:_MOST])
    if lines[_MOST:]:
        told = either(language, f"{len(lines) - _MOST} autres", f"{len(lines) - _MOST} more")
        yield folded(told, "\n".join(lines[_MOST:]))


def _texts(law: Consolidated, reading: Reading, at: str, language: Language) -> Iterator[str]:
    """Yield the texts whose entry into force depends on a reading."""
    for text in law.corpus.texts.values():
        if reading.id in readings_in(text.entry_into_force.values()):
            name = said(upper_first(text.short.in_language(language)), language)
            label = link(name, page_of_amendment(text.id), at=at) if text.amends else name
            yield label + either(language, " : son entrée en vigueur", ": its entry into force")
