"""What a page does not draw of an answer, and why. JSON holds it all.

A field is named by its record, `PaymentLine.part`, or by the field that holds its record where it
is drawn elsewhere: `DutyLine.deadline.says`. What stands below a field left out is left out too.
`tests/unit/test_nothing_is_lost.py` holds the pages to these lists, and `docs/concepts.md` prints
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Omission(NamedTuple):
    """Fields that pages leave out for one reason, in both languages."""

    french: str
    english: str
    fields: frozenset[str]


def _fields(names: Mapping[str, str]) -> frozenset[str]:
    """Return the names of fields, given by record."""
    return frozenset(
        f"{record}.{field}" for record, fields in names.items() for field in fields.split()
    )


LEFT_OUT: Final = (
    Omission(
        "d'une frise, ce que la réponse dit déjà, et le détail de ce qui change le même jour",
        "of a timeline, what the answer says already, and the detail of what changes on one day",
        _fields(
            {
                "ChangeCause": "label was is_ amount",
                "Stretch": "due to_come next duties",
                "TimelineAnswer": "from_ until",
            }
        ),
    ),
    Omission(
        "d'un changement que nul ne peut plus faire, le détail : une ligne le dit",
        "of a change that no one can make any more, the detail: one line says it",
        frozenset(
            f"NearestAnswer.past.{name}"
            for name in ("lines", "becomes", "benefits", "citations", "facts")
        ),
    ),
    Omission(
        "une distance, que la page écrit comme un nombre et non comme une somme",
        "a distance, which the page writes as a number and not as a sum",
        _fields({"FactChanged": "short_by above_by", "NearChange": "distance"}),
    ),
    Omission(
        "un identifiant, pour les programmes : la page écrit le nom qui l'accompagne",
        "an id, for programs: the page writes the name beside it",
        _fields(
            {
                "ActAwaited": "fact any_of",
                "ActToCome": "fact",
                "AdjustmentLine": "line of part period_of",
                "AdvisedStep": "step",
                "AmountOfLine": "line",
                "Answer": "corpus",
                "ArticleShown": "text number",
                "BenefitLine": "benefit missing",
                "CaseChange": "file",
                "CauseTotal": "causes",
                "Grouped": "by",
                "GroupTotal": "value",
                "ImpactAnswer": "texts",
                "LineTotal": "line",
                "BenefitReached": "benefit",
                "Caused": "differences",
                "CompareAnswer": "asked",
                "DifferenceMade": "id kind",
                "LineChanged": "line period_of",
                "PaymentChanged": "line part period_of",
                "PeriodCompared": "period_of",
                "RowChangedBecause": "query",
                "CellRead": "fact row",
                "ChangeCause": "kind id",
                "DateAhead": "id",
                "Stretch": "late benefits",
                "TimelineAnswer": "of",
                "DateEntry": "id by missing rank",
                "DutyLine": "duty subject missing",
                "Ended": "fact",
                "EntitlementLine": "line depends_on period_of",
                "FactRead": "fact value",
                "FactTaken": "fact value",
                "FactChanged": "path value",
                "LineBrought": "line period_of",
                "NearestAnswer": "target",
                "UnknownFact": "name",
                "WholePeriod": "period_of",
                "WouldBecome": "fact",
                "FactSupposed": "path value",
                "FailedCheck": "fact",
                "LineNotKnown": "line period_of",
                "Missing": "affects collection event name",
                "NotOpened": "facts period",
                "PartOfIncrease": "line",
                "OperationShown": "operation",
                "PartPaid": "part period_of",
                "PeriodTotal": "period_of",
                "PaymentEntry": "id period_of",
                "PaymentLine": "line part depends_on period_of",
                "PaymentReceived": "line part period_of",
                "SumReceived": "line",
                "ProvisionChanged": "address",
                "ProvisionShown": "address id",
                "RequirementLine": "id",
                "RightRefused": "line benefit",
                "RowChanged": "id",
                "RowShown": "name",
                "SetAside": "rule",
                "SourceShown": "document",
                "TableShown": "unit",
                "TextKnown": "text depends_on",
                "TraceOccasion": "id occasion subject",
                "TracePeriod": "id",
                "TraceStep": "id rule benefit occasion subject see missing",
                "ValueChanged": "name",
            }
        ),
    ),
    Omission(
        "un code, que dit une marque, une phrase, la langue ou la place de la ligne",
        "a code, which a mark, a sentence, the language or the place of the line says",
        _fields(
            {
                "Answer": "language",
                "BeforeTheLaw": "because",
                "NearChange": "kind brings",
                "WholePeriod": "yearly until",
                "ProvisionShown": "basis",
                "CauseTotal": "how",
                "DutyLine": "force status",
                "FailedCheck": "from_",
                "RightRefused": "because",
                "TraceStep": "outcome because",
            }
        ),
    ),
    Omission(
        "une partie d'une citation, que `display` écrit d'une pièce, jusqu'à l'article",
        "a part of a citation, which `display` writes whole, down to the article",
        _fields(
            {
                "ArticleCited": "text article provision place as_amended_by",
                "ActShown": "text article point indent verb",
                "VersionRead": "chain",
                "PlaceNotEncoded": "text",
            }
        ),
    ),
    Omission(
        "les textes qui ne sont pas en vigueur : une phrase de « À savoir » le dit de chacun",
        "the texts that are not in force: a sentence under “Please note” says so of each",
        _fields({"Answer": "other_texts"}),
    ),
    Omission(
        "le dernier texte lu, et ce qui a inféré : une phrase dit l'un, `accord --version` l'autre",
        "the last text read, and what inferred: a sentence says the one, `accord --version` the "
        "other",
        _fields({"LawRead": "text published", "Answer": "inference"}),
    ),
    Omission(
        "le jour à partir duquel une valeur manque, que portent les lignes à écrire",
        "the day from which a value is missing, which the lines to write carry",
        _fields({"Missing": "since"}),
    ),
    Omission(
        "le total auquel mène une valeur possible, dit comme un écart",
        "the total that a possible value leads to, said as a difference",
        _fields(
            {
                "PossibleDates": "total set lines entries",
                "PossibleSums": "total set lines",
                "PossibleOutcomes": "set",
            }
        ),
    ),
    Omission(
        "de l'échéance d'une obligation, ce que montre le calendrier",
        "of the date that a duty names, what the calendar shows",
        _fields({"DutyLine.deadline": "says met_on citations"}),
    ),
    Omission(
        "de ce qui est payé entre deux jours, ce que montre le financement",
        "of what is paid between two days, what funding shows",
        _fields({"CalendarAnswer.window": "parts missing_lines"}),
    ),
    Omission(
        "ce que ne comptent pas les sommes échue et à venir : le total du registre le dit",
        "what the sums due and to come leave out: the total of the ledger says it",
        _fields({"SumPaid.due": "missing_lines", "SumPaid.to_come": "missing_lines"}),
    ),
    Omission(
        "ce que ne compte pas la somme sous une autre lecture, dite « au moins »",
        "what the sum under another reading leaves out, said as “at least”",
        _fields(
            {"TotalUnderReading": "missing_lines", "TotalUnderReading.totals": "missing_lines"}
        ),
    ),
    Omission(
        "le fondement d'une citation hors des tableaux, qui seuls portent ses marques",
        "the basis of a citation outside the tables, which alone bear its marks",
        _fields({"ArticleCited": "basis weakest"}),
    ),
    Omission(
        "la règle lue à voix haute, là où un changement la laisse telle quelle",
        "the rule read aloud, where a change leaves it as it was",
        _fields({"ProvisionSide": "in_words"}),
    ),
    Omission(
        "combien de sommes change une opération, que donne le classeur",
        "how many sums an operation changes, which the workbook gives",
        _fields({"CauseTotal": "lines"}),
    ),
    Omission(
        "le fondement d'un refus, et les dispositions répétées",
        "the basis of a refusal, and the provisions repeated",
        _fields({"RightRefused": "basis", "ProvisionShown": "repeats"}),
    ),
)
"""What no page draws, at any level of the trace."""

LEFT_OUT_OF_SHORT: Final = Omission(
    "ce que chaque étape a lu, ce que dit sa règle (ou celle d'une date) et la version appliquée ; "
    "les étapes qu'un tableau dit déjà ; les identifiants des lectures",
    "what each step read, what its rule (or that of a date) says and the version applied; the "
    "steps that a table says already; the ids of readings",
    _fields(
        {
            "TraceStep": "says facts version conclusion citation occasion_label subject_label on "
            "see_on see_subject",
            "TraceOccasion": "says on subject_label period",
            "DateEntry": "says",
            "CaseAnswer": "readings",
            "ReadingUsed": "id option",
            "OptionNotChosen": "option",
            "ChangesUnderReading": "reading option",
            "TotalUnderReading": "reading option",
        }
    ),
)
"""What a page leaves out with the short trace too."""

LEFT_OUT_OF_NONE: Final = Omission(
    "le produit qui donne un montant, et ce qu'une majoration ajoute à chaque droit",
    "the product that gives an amount, and what an increase adds to each right",
    _fields({"EntitlementLine": "calculation components"}),
)
"""What a page leaves out without the trace too: its steps say it."""

OUTSIDE_WINDOW: Final = Omission(
    "de ce qui manque sans rien changer entre les jours demandés, tout sauf le nom",
    "of what is missing and changes nothing between the days asked for, all but the name",
    _fields({"Missing": "label"}),
)
"""What a page draws alone of a `Missing` that is `outside_window`."""
