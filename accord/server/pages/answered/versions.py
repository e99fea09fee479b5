"""On which day the pages of the law show the version of an article that an answer cites."""

from __future__ import annotations

from datetime import date, timedelta

from accord.server.pages.answered.asked import Asked
from engine.language.temporal import parse_date
from engine.law.enactment import Enacted
from engine.questions.answers.cited import ActCited, ArticleCited
from engine.questions.authority import act_place
from engine.questions.consolidated import EVERYTHING_KNOWN, Version, consolidated


def day_of_version(asked: Asked, cited: ArticleCited, on: date) -> date:
    """Return the day itself where the article then reads as it is cited, else the nearest on which
    it does: an act may fall due before the text that provides for it takes effect, a fact that is
    missing may be one of an earlier year, and a reading chosen may move the day of effect. The day
    itself where no version reads so.
    """
    known = asked.visit.known_on
    law = consolidated(asked.corpus, parse_date(known) if known else EVERYTHING_KNOWN)
    same = [
        version
        for version in law.versions.get((cited.text, cited.article), ())
        if any(_is_cited(provision, cited) for provision in version.article.provisions)
    ]
    days = [_nearest(version, on) for version in same]
    return min(days, key=lambda day: abs(day - on), default=on)


def _nearest(version: Version, on: date) -> date:
    """Return the day of a version that is nearest to another."""
    last = version.end - timedelta(days=1) if version.end else date.max
    return min(max(on, version.start), last)


def _is_cited(provision: Enacted, cited: ArticleCited) -> bool:
    """Whether a provision is the one cited, as the same acts have written it."""
    citation = provision.citation
    if provision.provision.address != cited.provision:
        return False
    return tuple(ActCited(**act_place(link)) for link in citation.amendments) == cited.as_amended_by
