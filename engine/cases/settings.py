"""A case as if: facts of it set to another value, and the case then read as if its author had
written them.

    town.population=80000                  another value
    town.population@2024-01-01=80000       another value from that day on
    tasks.red.started_on=+P3M                   three months later than the case says
    tasks.red.started_on=                       as if the case did not say

What a case would refuse is refused, at the setting that is at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from engine.cases.editing import ANY, Beyond, Way, paths_of, put, value_at, way_to
from engine.cases.scalars import FIRST_DAY
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest_name
from engine.language.kinds import NUMBERS
from engine.language.model import Vocabulary
from engine.language.temporal import NOT_YET_WORDS, parse_date, parse_duration, shifted
from engine.source.document import Document, Pointer
from engine.source.shapes import near, shown

OPTION: Final = "--set"
_SHIFT: Final = re.compile(r"([+-])(P[0-9A-Z]+)\Z", re.ASCII)
"""A day counted from the one that the case gives: `+P3M`, `-P15D`."""
_UNKNOWN: Final = frozenset({"unknown", "inconnu", "null", "none", "~"})
_A_DAY: Final = sentence("write year-month-day, as in `--set PATH@2024-01-01=VALUE`.")


class Setting(Struct, frozen=True):
    """A fact of a case, by its path, and the value that it is given, as a case writes it: None
    where it is as if the case did not say.

    `since` is the day from which the value holds, for a fact that varies. `was` is what the case
    says, on that day where there is one. A text given to a fact that holds texts is not read as
    YAML: `written` keeps it as it was typed.
    """

    path: str
    value: Any
    since: date | None = None
    written: str | None = None
    was: Any = None

    @property
    def place(self) -> Location:
        """The place of what is wrong with it."""
        day = f"@{self.since}" if self.since else ""
        return Location(f"{OPTION} {self.path}{day}")


# --- what is asked --------------------------------------------------------------------------------


def setting_of(given: str) -> tuple[Setting | None, list[Diagnostic]]:
    """Return the setting written `PATH=VALUE` or `PATH@DAY=VALUE`; None, and what is wrong with
    it, when it cannot be read.
    """
    place = Location(f"{OPTION} {given.partition('=')[0][:80]}".rstrip())
    target, equals, written = given.partition("=")
    path, day = path_and_day(target, place)
    if not equals or not path:
        message = sentence("{given} does not say what is set, and to what", given=shown(given))
        hint = sentence("write PATH=VALUE, as in `--set group.fact=12`; `PATH=` for not known.")
        return None, [Diagnostic("ACC420", message, place, hint)]
    if isinstance(day, Diagnostic):
        return None, [day]
    value, findings = value_of(written.strip(), place)
    return Setting(path, value, day, written.strip()), findings


def path_and_day(target: str, place: Location) -> tuple[str, date | Diagnostic | None]:
    """Return the path and the day of `PATH@DAY`; instead of the day, what is wrong with it."""
    path, at, day = target.strip().partition("@")
    if not at:
        return path, None
    try:
        return path.strip(), parse_date(day.strip())
    except ValueError:
        from engine.source.days import not_a_day

        message, hint = not_a_day(day.strip(), _A_DAY)
        return path.strip(), Diagnostic("ACC303", message, place, hint)


def value_of(written: str, place: Location) -> tuple[Any, list[Diagnostic]]:
    """Return the value that a text holds, as YAML would read it in a case; None for nothing."""
    if not written:
        return None, []
    from engine.source.yaml_source import read_line

    value, findings = read_line(str(place), written)
    return value, [replace(finding, location=place) for finding in findings]


def asked(given: Iterable[str]) -> tuple[tuple[Setting, ...], list[Diagnostic]]:
    """Return the settings written, in order, and all that is wrong with them."""
    settings: list[Setting] = []
    findings: list[Diagnostic] = []
    for text in given:
        setting, faults = setting_of(text)
        findings += faults
        if setting is not None and not faults:
            settings.append(setting)
    return tuple(settings), findings


# --- the case as if -------------------------------------------------------------------------------


class EditedDocument(Document, frozen=True, eq=False):
    """A case with some facts set: what was set has the setting for its place, all else its place in
    the case.
    """

    source: Document | None = None
    """The case as it is written."""
    set_at: Mapping[Pointer, Location] = {}

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the place of a value: the setting that gives it, else where the case has it."""
        for length in range(len(pointer), 0, -1):
            place = self.set_at.get(tuple(pointer[:length]))
            if place is not None:
                return place
        return self.source.locate(pointer, key=key) if self.source else Location(self.path)


def edited(
    document: Document, vocabulary: Vocabulary, settings: Iterable[Setting]
) -> tuple[EditedDocument, tuple[Setting, ...]]:
    """Return a case with facts set, as a document to be read as any other, and the settings with
    what the case says of each.

    Raises RefusedInput, with every finding, for paths that are not, for two values of one path,
    and for a day counted from one that the case does not give.
    """
    findings: list[Diagnostic] = []
    tree, set_at, made = document.tree, dict[Pointer, Location](), list[Setting]()
    for setting in _in_turn(settings, findings):
        way = way_to(setting.path, vocabulary)
        fault: Diagnostic | None
        if way is None or (way.word is not None and way.word.derived):
            findings.append(_nowhere(setting, way, vocabulary))
            continue
        whole, fault = _completed(setting, way, document.tree, vocabulary)
        try:
            tree, places = put(tree, way.steps, with_history(value_at(tree, way.steps), whole))
            set_at |= dict.fromkeys(places, whole.place)
        except Beyond as gap:
            fault = _gap(whole, gap.known)
        findings += [] if fault is None else [fault]
        made.append(whole)
    if findings:
        raise RefusedInput(findings)
    return EditedDocument(document.path, tree, (), source=document, set_at=set_at), tuple(made)


def _in_turn(settings: Iterable[Setting], findings: list[Diagnostic]) -> list[Setting]:
    """Return the settings in the order in which they are made: the values, those from a day on, and
    last what is taken away, the last of a list first. One that is repeated is kept once.
    """
    first: dict[tuple[str, date | None], Setting] = {}
    for setting in settings:
        known = first.setdefault((setting.path, setting.since), setting)
        if known.value != setting.value or type(known.value) is not type(setting.value):
            message = sentence(
                "`{path}` is set to {first} and to {second}",
                path=setting.path,
                first=shown(known.value),
                second=shown(setting.value),
            )
            hint = sentence("keep one of the two, or date them: `PATH@2024-01-01=VALUE`.")
            findings.append(Diagnostic("ACC422", message, setting.place, hint))
    given = [setting for setting in first.values() if setting.value is not None]
    given.sort(key=lambda setting: setting.since or date.min)
    taken = [setting for setting in first.values() if setting.value is None]
    return [*given, *sorted(taken, key=_numbered, reverse=True)]


def _numbered(setting: Setting) -> tuple[tuple[int, str], ...]:
    parts = setting.path.split(".")
    return tuple((int(part) if part.isdecimal() else 0, part) for part in parts)


def _nowhere(setting: Setting, way: Way | None, vocabulary: Vocabulary) -> Diagnostic:
    """Return that nothing can be set at a path: a fact that rules derive, or nothing at all."""
    if way is not None:
        message = sentence(
            "{name} follows from the other facts and is not given by hand", name=shown(setting.path)
        )
        hint = sentence("set the facts from which the law derives it.")
        return Diagnostic("ACC313", message, setting.place, hint)
    message = sentence("{path} is no path of a fact of this case", path=shown(setting.path))
    return Diagnostic("ACC421", message, setting.place, _nearest(setting.path, vocabulary))


def _nearest(path: str, vocabulary: Vocabulary) -> Sentence:
    """Return a hint that names the path nearest to one, with its numbers; else those of its group,
    else the groups.
    """
    given = re.findall(r"(?<=\.)\d+(?=\.|$)", path)
    numbers = iter(number if int(number) else "1" for number in given)  # the first is number 1
    known = list(dict.fromkeys(paths_of(vocabulary)))
    close = nearest_name(re.sub(r"(?<=\.)\d+(?=\.|$)", ANY, path)[:120], known)
    if close is not None:
        parts = (next(numbers, "1") if part == ANY else part for part in close.split("."))
        return sentence("did you mean `{name}`?", name=".".join(parts))
    ends = [name for name in known if name.rpartition(".")[2] == path.rpartition(".")[2]]
    group = [name for name in known if name.startswith(f"{path.partition('.')[0]}.")]
    heads = dict.fromkeys(f"{name.partition('.')[0]}.…" for name in known)
    return near("", ends or group or heads)


def _completed(
    setting: Setting, way: Way, tree: Any, vocabulary: Vocabulary
) -> tuple[Setting, Diagnostic | None]:
    """Return a setting with what the case says, its value as the word of the fact takes it; and
    what is wrong with it.
    """
    word, held = way.word, value_at(tree, way.steps)
    was = value_on(held, setting.since)
    value, written = setting.value, setting.written
    if value is None and setting.since is not None:
        message = sentence("a fact cannot become not known from a day on")
        hint = sentence("give the value of that day, or write `{path}=`.", path=setting.path)
        return setting, Diagnostic("ACC420", message, setting.place, hint)
    if word is not None and word.type == "text" and written:
        value = written
    shift = _SHIFT.match(value) if isinstance(value, str) and word is not None else None
    if shift and word is not None and word.type == "date":
        day = _shifted(was, shift)
        if day is None:
            return setting, _no_day(setting, was)
        value = day.isoformat()
    elif word is not None and _unreadable(value, written, word.type, word.values):
        return setting, _as_written(setting)
    elif word is None and value is not None and not isinstance(value, list | Mapping):
        return setting, _not_whole(setting, vocabulary)
    return replace(setting, value=value, was=was), None


def _unreadable(value: Any, written: str | None, kind: str, values: Iterable[str]) -> bool:
    """Whether a value is not what it looks like: `+12` is no 12 more, `unknown` no value."""
    added = kind in NUMBERS and bool(written and written.startswith("+"))
    word = isinstance(value, str) and kind != "text"
    return added or (word and value in _UNKNOWN.difference(values))


def _as_written(setting: Setting) -> Diagnostic:
    message = sentence("{given} is not a value to set", given=shown(setting.written))
    if (setting.written or "").startswith("+"):
        hint = sentence("write the number itself: it is not added to what the case says.")
    else:
        hint = sentence("write `{path}=` for what is not known.", path=setting.path)
    return Diagnostic("ACC420", message, setting.place, hint)


def _not_whole(setting: Setting, vocabulary: Vocabulary) -> Diagnostic:
    """Return that a single value is no whole element or list, with the facts that it holds."""
    message = sentence(
        "`{path}` is a whole element or list, and {given} is one value",
        path=setting.path,
        given=shown(setting.value),
    )
    within = re.compile(rf"{re.escape(setting.path)}\.")
    names = (name.replace(ANY, "1") for name in paths_of(vocabulary))
    facts = list(filter(within.match, names))
    hint = near("", facts) if facts else sentence("write a list, as in `[one, two]`.")
    return Diagnostic("ACC302", message, setting.place, hint)


def _no_day(setting: Setting, was: Any) -> Diagnostic:
    given = shown(setting.value)
    if isinstance(was, str) and was not in NOT_YET_WORDS:
        message = sentence("{given} does not move a day by whole days", given=given)
        hint = sentence("write `+P3M` for three months later, `-P15D` for fifteen days earlier.")
        return Diagnostic("ACC423", message, setting.place, hint)
    message = sentence(
        "{given} counts from the day of `{path}`, which the case does not give",
        given=shown(setting.value),
        path=setting.path,
    )
    if was in NOT_YET_WORDS:
        message = sentence(
            "{given} counts from the day of `{path}`, which has not come",
            given=shown(setting.value),
            path=setting.path,
        )
    hint = sentence("write the day itself: `{path}=2024-01-15`.", path=setting.path)
    return Diagnostic("ACC423", message, setting.place, hint)


def _shifted(was: Any, shift: re.Match[str]) -> date | None:
    try:
        by, day = parse_duration(shift[2]), parse_date(str(was))
        moved = shifted(day, by, 1 if shift[1] == "+" else -1)
    except ValueError:
        return None
    return moved if moved != day else None


def _gap(setting: Setting, known: int) -> Diagnostic:
    message = sentence(
        "`{path}` would leave a gap: the case has {known} of them", path=setting.path, known=known
    )
    hint = sentence("the next one is number {number}.", number=known + 1)
    return Diagnostic("ACC421", message, setting.place, hint)


# --- values over time -----------------------------------------------------------------------------


def value_on(held: Any, since: date | None) -> Any:
    """Return what a case says on a day, of what it holds of a fact: the value alone, or the one
    that a history has by then; all of it where no day is given.
    """
    if since is None or not is_history(held):
        return held
    by_then = [entry for entry in held if str(entry["from"]) <= since.isoformat()]
    return max(by_then, key=lambda entry: str(entry["from"]))["value"] if by_then else None


def is_history(held: Any) -> bool:
    """Whether a case gives a fact as dated values."""
    return (
        isinstance(held, list)
        and bool(held)
        and all(isinstance(entry, Mapping) and {"from", "value"} <= entry.keys() for entry in held)
    )


def with_history(held: Any, setting: Setting) -> Any:
    """Return what stands at a path once it is set: for a value from a day on, the history that the
    case has, or that of its one value until that day.
    """
    if setting.since is None:
        return setting.value
    entries = [dict(entry) for entry in held] if is_history(held) else []
    if held is not None and not entries:
        entries = [{"from": FIRST_DAY.isoformat(), "value": held}]
    day = setting.since.isoformat()
    kept = [entry for entry in entries if str(entry["from"]) != day]
    return sorted([*kept, {"from": day, "value": setting.value}], key=lambda entry: entry["from"])
