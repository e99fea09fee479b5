"""What a table of cases does not speak of: how many of its
cases leave an optional group of facts out whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from engine.diagnostics.bilingual import Bilingual, Sentence, sentence
from engine.language.model import Corpus
from engine.law.consolidation import timeline_of
from engine.questions.left_out import at_most, is_given, optional_groups
from engine.questions.question import Question
from engine.tables.columns import CASE
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.histories import GIVEN
from engine.tables.intake.sources import text_literal
from engine.tables.intake.typed_rows import READ
from engine.words.formats import money


def unspoken(
    connection: duckdb.DuckDBPyConnection,
    corpus: Corpus,
    question: Question,
    family: str,
    refused: str,
    *,
    histories: bool,
) -> Iterator[tuple[Sentence, int]]:
    """Yield what each optional group is called, with the most that it
    could give, and how many of the cases answered say nothing of it.
    """
    timeline = timeline_of(corpus, question.known_on, question.readings)
    columns = [
        str(described[0])
        for described in connection.execute(f"SELECT * FROM {READ} LIMIT 0").description or ()
    ]
    for group, label in optional_groups(timeline, family).items():
        own = [f"{quoted(name)} IS NULL" for name in columns if is_given(group, [name])]
        if histories:
            with_history = (
                f"SELECT {quoted(CASE)} FROM {GIVEN} WHERE {quoted(CASE)} IS NOT NULL AND "
                f"starts_with(fact, {text_literal(group + '.')})"
            )
            own.append(f"{quoted(CASE)} NOT IN ({with_history})")
        silent = " AND ".join([f"NOT ({refused})", *own])
        ((count,),) = connection.execute(f"SELECT count(*) FROM {READ} WHERE {silent}").fetchall()
        if count:
            most = at_most(group, timeline)
            if most:
                amount = Bilingual(money(most[0], "fr"), money(most[0], "en"))
                yield (
                    sentence(
                        "{label}, up to {amount} ({group})", label=label, amount=amount, group=group
                    ),
                    int(count),
                )
            else:
                yield sentence("{label} ({group})", label=label, group=group), int(count)
