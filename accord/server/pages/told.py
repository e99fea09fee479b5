"""The case that a visitor tells: read from the visit, and written into it again with more said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from accord.case import Case
from accord.findings import refusals
from accord.keywords import Keywords
from accord.law import Law
from accord.server.pages.visit import Visit
from accord.server.served_law import corpora_of, facts_of
from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import Language
from engine.drafting.case_file import case_with, plain_case
from engine.language.model import Corpus
from engine.questions.question import Question


class Told(Struct, frozen=True):
    """The case of a visit, read: the words in which it is told, and its facts."""

    visit: Visit
    corpus: Corpus
    facts: Facts
    language: Language
    lost_comments: bool = False
    """Whether the comments of the file that was opened could not be kept."""

    @property
    def tree(self) -> Mapping[str, Any]:
        """What the case says, as a file holds it."""
        tree = self.facts.document.tree
        return tree if isinstance(tree, dict) else {}

    def question(self) -> Question:
        """Return the question of the visit. Raises `accord.RefusedInput` for a day that is none,
        and for a reading or an option that there is not.
        """
        given = self.visit.keywords("on", "known_on", "since", "until", "readings")
        asked = Keywords(**given, lang=self.language, trace=False)
        with refusals(self.language):
            return asked.question(self.corpus, self.language)

    def saying(self, facts: Facts, tree: Mapping[str, Any]) -> Told:
        """Return the visit with a case that says something else."""
        made = case_with(self.visit.case, self.tree or None, tree, self.corpus, self.language)
        return replace(
            self,
            visit=replace(self.visit, case=made.text),
            facts=facts,
            lost_comments=made.lost_comments,
        )


def told_in(visit: Visit, law: Law, language: Language) -> Told:
    """Return the case of a visit. Raises `accord.RefusedInput`, at the lines of its text, when it
    cannot be read.
    """
    case = visit.case_in(law, language)
    return Told(visit, corpora_of(law)[case.corpus], facts_of(case), language)


def case_as_set(visit: Visit, law: Law, case: Case, language: Language) -> str:
    """Return the text of a case in YAML, with all that the visit sets written into it."""
    given = law.case(case, settings=visit.keywords("settings")["settings"], lang=language)
    before, after = (facts_of(each).document.tree for each in (case, given))
    return case_with(visit.case, before, after, corpora_of(law)[case.corpus], language).text


def must_choose(visit: Visit, law: Law) -> bool:
    """Whether the visitor has yet to say which of several agreements it is about."""
    return len(law.corpora) > 1 and not visit.case.strip()


def about(visit: Visit, law: Law, corpus: str, language: Language) -> Visit:
    """Return a visit whose case, which says nothing yet, is about an agreement."""
    if corpus not in law.corpora:
        return visit
    of_law = corpora_of(law)[corpus]
    return replace(visit, case=plain_case({}, of_law, language))
