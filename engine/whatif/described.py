"""What differs between two sides, in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from engine.questions.answers.compare import DifferenceMade
from engine.questions.presentation import Presenter
from engine.questions.supposed import in_words
from engine.whatif.differences import ANOTHER, Difference, Side, Sides
from engine.words.citation import article_name
from engine.words.formats import long_date

MOST_IN_FULL: Final = 3
"""How many differences a cause says with what each side has."""


class Described:
    """Says in one language what differs between two sides."""

    def __init__(self, sides: Sides, presenter: Presenter) -> None:
        self._sides = sides
        self._presenter = presenter
        self._facts = {each.path: each for each in sides.after.facts.settings}

    def difference(self, each: Difference, changes: int, alone: Decimal) -> DifferenceMade:
        """Return one difference: what it is called, and what each side has."""
        before, after = self._both(each)
        return DifferenceMade(
            id=each.id,
            kind=each.kind,
            label=self.label(each),
            before=before,
            after=after,
            changes=changes,
            alone=alone,
        )

    def label(self, each: Difference) -> str:
        """Return what a difference is called."""
        presenter = self._presenter
        if each.kind == "fact":
            return presenter.fact(each.name)
        if each.kind == "reading":
            return presenter.say(presenter.corpus.readings[each.name].question)
        text = presenter.corpus.texts[each.name]
        article, point = each.point
        named = article_name(article, presenter.language, text.named) if article else ""
        return ", ".join(part for part in (presenter.say(text.short), named, point) if part)

    def together(self, differences: Sequence[Difference]) -> str:
        """Return a cause in words: its differences, and that they act together where there are
        several. Where they are many, by name alone: what each side has stands in the list of what
        differs.
        """
        many = len(differences) > MOST_IN_FULL
        said = [self.label(each) if many else self._said(each) for each in differences]
        if len(said) < 2:
            return "".join(said)
        listed = self._presenter.either(" ; ", "; ").join(said)
        return self._presenter.either(f"ensemble : {listed}", f"together: {listed}")

    def _said(self, each: Difference) -> str:
        before, after = self._both(each)
        label = self.label(each)
        if each.kind == "fact":
            return self._presenter.either(
                f"{label} : {after} au lieu de {before}", f"{label}: {after} instead of {before}"
            )
        if each.kind == "reading":
            return f"{label} {after}"
        return label

    def _both(self, each: Difference) -> tuple[str, str]:
        """Return what each side has, in words."""
        presenter = self._presenter
        if each.kind == "fact":
            sides = each.before, each.after
            before, after = (in_words(value, each.name, presenter) for value in sides)
            return before, after
        if each.kind == "reading":
            options = presenter.corpus.readings[each.name].options
            return presenter.say(options[each.before]), presenter.say(options[each.after])
        if each.before is ANOTHER:
            return presenter.either("texte livré", "shipped text"), presenter.either(
                "texte du dossier", "text of the folder"
            )
        if isinstance(each.before, bool):
            return self._there(each.before), self._there(each.after)
        return self._known(each.before), self._known(each.after)

    def _there(self, there: object) -> str:
        return (
            self._presenter.either("appliqué", "applied")
            if there
            else self._presenter.either("absent", "absent")
        )

    def _known(self, day: object) -> str:
        shown = long_date(str(day), self._presenter.language)
        return self._presenter.either(f"connu au {shown}", f"as known on {shown}")

    # --- a side ---

    def side(self, side: Side) -> str:
        """Return what a side is, in words: its case where the two differ, the law that it knows,
        the texts that it leaves out.
        """
        presenter, sides = self._presenter, self._sides
        said = []
        path = side.facts.document.path
        if sides.before.facts.document.path != sides.after.facts.document.path:
            said.append(path)
        elif side.facts.settings != sides.before.facts.settings or sides.before.facts.settings:
            said.append(presenter.either("avec ce qui est supposé", "with what is supposed"))
        elif sides.before.facts is not sides.after.facts:
            said.append(presenter.either("le dossier", "the case"))
        if sides.before.question.known_on != sides.after.question.known_on:
            said.append(self._known(side.question.known_on))
        for id_ in sorted(side.without):
            short = presenter.say(presenter.corpus.texts[id_].short)
            said.append(presenter.either(f"sans {short}", f"without {short}"))
        other = sides.after if side is sides.before else sides.before
        for id_ in sorted(other.without - side.without):
            short = presenter.say(presenter.corpus.texts[id_].short)
            said.append(presenter.either(f"avec {short}", f"with {short}"))
        for each in sides.differences:
            if each.kind == "reading":
                option = each.before if side is sides.before else each.after
                said.append(presenter.say(presenter.corpus.readings[each.name].options[option]))
        return ", ".join(part.rstrip(".") for part in said)
