"""Texts, avenants and articles that are begun: valid as they are, and marked as to be completed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from engine.diagnostics.bilingual import Bilingual, Language, sentence
from engine.drafting.case_file import modeline
from engine.drafting.empty_case import remarks
from engine.drafting.quoted import both, flow, quoted
from engine.language.model import LegalText, Provision


def article_file(number: str) -> str:
    """Return the name of the file of an article: `art_7_3_2.yaml`."""
    return f"art_{re.sub(r'[^a-z0-9]+', '_', number.lower()).strip('_') or 'x'}.yaml"


def new_article(number: str, document: str, language: Language, folder: Path) -> str:
    """Return an article with one norm, for a text whose documents are named `document`."""
    lines = [
        modeline("article", folder),
        *remarks(_ARTICLE, language),
        f"article: {quoted(number)}",
        f"title: {both(_TITLE)}",
        "provisions:",
        *_norm(document),
        *remarks(_RULE, language),
    ]
    return "\n".join(lines) + "\n"


_TO_COMPLETE = sentence("TO BE COMPLETED: what is written here only shows the form.")
_ARTICLE = (
    _TO_COMPLETE,
    sentence("One article a file; its provisions in the order of the text."),
    sentence("`says`: our own words; `source`: where it was read; `basis`: how sure it is."),
)
_RULE = (
    sentence("What computes is a rule (`on`, `when`, `then`) or a `table` in the provision."),
    sentence("Read it back with `accord text`, then check it with `accord check`."),
)
_TITLE = Bilingual("À compléter", "To be completed")
_SAYS = Bilingual("À compléter : ce que dit l'article.", "To be completed: what the article says.")


def _norm(document: str) -> list[str]:
    return [
        "  - id: norm",
        "    place: {paragraph: 1}",
        f"    says: {both(_SAYS)}",
        f"    source: {{document: {quoted(document)}, at: p. 1}}",
        "    basis: inferred",
    ]


def new_text(id_: str, language: Language, folder: Path) -> dict[str, str]:
    """Return the files of a text that begins a corpus of its own, for `folder`, by their names."""

    def file(schema: str, said: tuple[str, ...], body: str) -> str:
        return "\n".join([modeline(schema, folder), *said, body.strip("\n")]) + "\n"

    text = _TEXT.replace("ID", id_)
    return {
        "text.yaml": file("text", tuple(remarks(_OF_TEXT, language)), text),
        "vocabulary.yaml": file("vocabulary", tuple(remarks(_WORDS, language)), _VOCABULARY),
        "occasions.yaml": file("occasions", tuple(remarks(_OCCASION, language)), _OCCASIONS),
        "art_1.yaml": file("article", tuple(remarks(_ARTICLE, language)), _ARTICLE_1),
    }


_OF_TEXT = (
    _TO_COMPLETE,
    sentence("The day of publication is invented: put that of the text, and `official_text`."),
    sentence("What was not read goes to `not_encoded`, with the reason."),
)
_WORDS = (
    _TO_COMPLETE,
    sentence("The facts that a case gives, each with its question, and what rules conclude."),
)
_OCCASION = (
    _TO_COMPLETE,
    sentence("The dated events on which rules work; `question` is the day of the question."),
)
_TEXT = """
text: ID
corpus: ID
kind: accord
title: {fr: "Texte à compléter", en: "Text to be completed"}
short: {fr: "texte à compléter", en: "text to be completed"}
events:
  published:
    on: 2020-01-01
    basis: inferred
    note: {fr: "Jour inventé, à remplacer.", en: "Invented day, to be replaced."}
entry_into_force:
  ordinary: {after: {event: ID.published}, by: P1D}
documents:
  printed: {title: {fr: "Document à nommer", en: "Document to be named"}}
"""
_VOCABULARY = """
facts:
  request.made_on:
    type: date
    label: {fr: "jour de la demande", en: "day of the request"}
    question: {fr: "Quand la demande a-t-elle été faite ?", en: "When was the request made?"}
benefits:
  access: {fr: "accès, à compléter", en: "access, to be completed"}
"""
_OCCASIONS = """
occasions:
  question: {on: {fact: day}, label: {fr: "jour de la question", en: "day of the question"}}
"""
_ARTICLE_1 = """
article: "1"
title: {fr: "À compléter", en: "To be completed"}
provisions:
  - id: requested
    place: {paragraph: 1}
    says:
      fr: "À compléter : l'accès est ouvert à qui l'a demandé."
      en: "To be completed: access is open to whoever asked for it."
    source: {document: printed, at: p. 1}
    basis: inferred
    on: question
    when: {request.made_on: {on_or_before: {fact: day}}}
    then: {require: {benefit: access, requirement: requested}}
  - id: norm
    place: {paragraph: 2}
    says:
      fr: "À compléter : une norme ne calcule rien."
      en: "To be completed: a norm computes nothing."
    source: {document: printed, at: p. 1}
    basis: inferred
"""


# --- avenants -------------------------------------------------------------------------------------


def new_avenant(
    id_: str, amended: LegalText, target: Provision, language: Language, folder: Path
) -> dict[str, str]:
    """Return the files of an avenant that completes a provision as it is found today, by name."""
    return {
        "text.yaml": _avenant(id_, amended, language, folder),
        "art_1.yaml": _amending(id_, target, language, folder),
    }


def _avenant(id_: str, amended: LegalText, language: Language, folder: Path) -> str:
    short = amended.short
    title = Bilingual(
        f"Avenant FICTIF, à compléter ({short.fr})",
        f"FICTITIOUS amendment, to be completed ({short.en})",
    )
    lines = [
        modeline("text", folder),
        *remarks(_OF_AVENANT, language),
        f"text: {id_}",
        f"corpus: {amended.corpus}",
        "kind: avenant",
        f"title: {both(title)}",
        f"short: {both(Bilingual('avenant fictif', 'fictitious amendment'))}",
        f"amends: [{amended.id}]",
        "events:",
        *(f"  {line}" for line in remarks(_DAYS, language)),
        "  signed: {basis: inferred}",
        "  published: {basis: inferred}",
        "entry_into_force:",
        f"  ordinary: {{after: {{event: {id_}.published}}, by: P1D}}",
        "documents:",
        f"  printed: {{title: {both(title)}}}",
    ]
    return "\n".join(lines) + "\n"


_OF_AVENANT = (
    sentence("FICTITIOUS, and to be completed: no such amendment exists."),
    sentence("While its events have no day, it changes nothing."),
)
_DIFF = "accord diff 2030-01-15 2030-01-16 --known-on 2030-01-16 --rulesets ."
_DAYS = (
    sentence("To try it, give them a day: {example}", example="{on: 2030-01-15, basis: inferred}"),
    sentence("Then, in the folder that holds this one: {command}", command=_DIFF),
)
_OPERATION = (
    sentence("FICTITIOUS. See text.yaml."),
    sentence(
        "Verbs: replace, insert, complete, repeal, amend. `expect`: what must be found there today."
    ),
)
_FICTITIOUS = Bilingual(
    "FICTIF, à compléter : ce que l'avenant ajoute.",
    "FICTITIOUS, to be completed: what the amendment adds.",
)
_OPERATES = Bilingual(
    "FICTIF, à compléter : une phrase est ajoutée.",
    "FICTITIOUS, to be completed: a sentence is added.",
)


def _amending(id_: str, target: Provision, language: Language, folder: Path) -> str:
    expect: Mapping[str, object] = {"says": target.written["says"]}
    lines = [
        modeline("article", folder),
        *remarks(_OPERATION, language),
        'article: "1"',
        f"title: {both(_TITLE)}",
        "operations:",
        "  - id: completed",
        "    point: 1°",
        f"    complete: {quoted(target.address)}",
        f"    expect: {flow(expect)}",
        f"    says: {both(_OPERATES)}",
        "    source: {document: printed, at: p. 1}",
        "    basis: inferred",
        "    with:",
        f"      - id: {id_}",
        "        place: {paragraph: 99}",
        f"        says: {both(_FICTITIOUS)}",
    ]
    return "\n".join(lines) + "\n"
