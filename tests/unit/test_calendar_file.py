"""A calendar to take along, read back by two programs that are not ours."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

import accord
from engine.commands.main import main
from engine.diagnostics.diagnostic import RefusedInput
from engine.documents.calendar_events import has_a_day, is_to_be_done
from engine.documents.calendar_file import CalendarFile, calendar_file

CASE = "examples/cpts_exemple.yaml"
OTHER = "examples/other_agreement"
DAY = "2023-06-01"


@cache
def law() -> accord.Law:
    return accord.load()


@cache
def answer(*settings: tuple[str, object], **asked: Any) -> accord.Calendar:
    """The calendar of the example on the day, with facts set, and what else is asked."""
    days = {"on": DAY, "known_on": DAY, "trace": False, "lang": "fr", **asked}
    return law().calendar(CASE, settings=dict(settings) or None, **days)


def made(*settings: tuple[str, object], before: Path | None = None, **asked: Any) -> CalendarFile:
    return calendar_file(answer(*settings, **asked), previous=before)


def events(content: bytes) -> dict[str, Any]:
    """The events that icalendar reads, by the entry that each names."""
    return {str(one["X-ACCORD-ENTRY"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


@pytest.fixture
def before(tmp_path: Path) -> Path:
    file = tmp_path / "before.ics"
    file.write_bytes(made().content)
    return file


def sequences(read: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(event["SEQUENCE"]) for name, event in read.items()}


# --- one calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_readers_find_the_entries_of_the_answer(language: str) -> None:
    asked = answer(lang=language)
    content = made(lang=language).content
    dated = sorted(entry.on for entry in asked.entries if entry.on is not None)
    own = events(content)
    other = IcsCalendarStream.calendar_from_ics(content.decode())
    assert len(own) == len(dated)  # each names an entry of its own
    assert sorted(event["DTSTART"].dt for event in own.values()) == dated
    assert [event.dtstart for event in other.events] == dated
    assert all(event.dtend == event.dtstart + timedelta(days=1) for event in other.events)
    assert {event.summary for event in other.events} == {
        str(event["SUMMARY"]) for event in own.values()
    }
    assert {event.transparency for event in other.events} == {"TRANSPARENT"}
    assert all(type(event.dtstart) is date for event in other.events)


def test_the_lines_are_those_of_the_standard() -> None:
    lines = made().content.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # none is cut within a letter
    assert lines[:2] == [b"BEGIN:VCALENDAR", b"PRODID:-//accord//calendar//FR"]


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert made().content == made().content


def test_an_event_says_its_article_in_its_version_who_acts_and_how_it_stands() -> None:
    event = events(made().content)["missions.crisis.deployment"]
    assert str(event["SUMMARY"]) == "Crises sanitaires graves\u00a0: déploiement"
    says, *rest = str(event["DESCRIPTION"]).split("\n")
    assert "déployée" in says
    assert rest == [
        "Qui agit\u00a0: CPTS Exemple",
        "État\u00a0: à venir (non renseigné\u00a0: date de déploiement de la mission (crises sanitaires graves))",
        "Article\u00a0: ACI CPTS, art. 6, dans sa rédaction issue de l'avenant 2, art. 3, 3°, 2e tiret",
    ]
    assert event.categories == ["Échéance", "À venir"]


def test_what_others_must_do_names_them() -> None:
    event = events(made(lang="en").content)["avenant_2.review"]
    assert "\nWho acts: the parties to the agreement\n" in str(event["DESCRIPTION"])
    assert event.walk("VALARM") == []


def test_a_payment_says_its_amount_and_has_no_alarm() -> None:
    read = events(made().content)
    event = read["payments.operating.advance 5"]
    assert str(event["SUMMARY"]) == "Fonctionnement (avance)\u00a0: 45\u202f000\u00a0€"
    assert event.categories[0] == "Paiement"
    *_, articles, reasons = str(event["DESCRIPTION"]).split("\n")
    assert articles.startswith("Articles\u00a0: ACI CPTS, art. 8, dans sa rédaction issue de l")
    assert articles.endswith("ACI CPTS, art. 9.1")
    assert reasons.startswith("En raison de\u00a0: ACI CPTS, art. 7.1")
    assert event.walk("VALARM") == []
    without = events(calendar_file(answer(), payments=False).content)
    assert read.keys() - without.keys() == {name for name in read if name.startswith("payments.")}


def test_alarms_ring_before_what_the_community_must_still_do() -> None:
    asked = answer()
    read = events(made().content)
    ring = {name for name, event in read.items() if event.walk("VALARM")}
    assert ring == {
        "missions.crisis.plan_update 4",
        "missions.crisis.plan_update 5",
        "missions.crisis.deployment",
        "contract.management_dialogue 4",
        "contract.management_dialogue 5",
    }
    assert len(ring) == sum(is_to_be_done(entry, asked.on) for entry in asked.entries)
    for name in ring:
        alarms = read[name].walk("VALARM")
        assert [alarm["TRIGGER"].dt for alarm in alarms] == [
            timedelta(days=-30),
            timedelta(days=-7),
        ]


def test_what_has_no_day_is_no_event_and_is_told() -> None:
    early = {"on": "2022-11-30", "known_on": "2022-11-30"}  # the eve of a text that they hang on
    asked = answer(**early, lang="en")
    undated = {entry.label for entry in asked.entries if not has_a_day(entry)}
    assert len(undated) == 2
    file = calendar_file(asked)
    assert set(file.undated) == undated
    told = str(Calendar.from_ical(file.content)["X-WR-CALDESC"])
    assert "Without a known day, and so not in this calendar: " in told
    assert all(label in told for label in undated)
    done = CliRunner().invoke(main, ["calendar", CASE, "--on", "2022-11-30", "--known-on",
                                     "2022-11-30", "--format", "ics", "--lang", "en"])  # fmt: skip
    assert done.stderr.startswith("2 entries have no known day and are not in the calendar: ")
    assert done.stdout_bytes == file.content


def test_another_agreement_has_its_calendar() -> None:
    other = accord.load(f"{OTHER}/rulesets", lang="en")
    asked = other.calendar(f"{OTHER}/atelier.yaml", on="2024-06-01", known_on="2024-06-01")
    read = events(calendar_file(asked, "atelier").content)
    assert len(read) == sum(map(has_a_day, asked.entries)) > 0


@pytest.mark.parametrize(
    "name", ['A, B; C\\D "é"', "a\\nb", "x" * 300, "日本語🙂" * 20, "BEGIN:VEVENT", "a:b;c=d,%^n"]
)
def test_any_name_of_a_case_is_read_back(name: str, tmp_path: Path) -> None:
    asked = answer(("community.name", name))
    file = tmp_path / "a.ics"
    file.write_bytes(calendar_file(asked, payments=False).content)
    assert max(map(len, file.read_bytes().split(b"\r\n"))) <= 75
    again = calendar_file(asked, previous=file, payments=False)
    assert again.content == file.read_bytes()
    file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n"))  # as some programs copy it
    assert calendar_file(asked, previous=file, payments=False).changed == 0


# --- the identity of an event ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"lang": "en"},
        {"on": "2024-02-01", "known_on": "2024-02-01"},
        {"readings": (("avenant_2_effect", "signature"),)},
    ],
    ids=str,
)
def test_neither_the_language_nor_the_day_nor_a_reading_makes_another_event(
    changed: dict[str, Any],
) -> None:
    asked = {key: dict(value) if key == "readings" else value for key, value in changed.items()}
    other = law().calendar(CASE, **{"on": DAY, "known_on": DAY, "trace": False, **asked})
    first, second = events(made().content), events(calendar_file(other).content)
    shared = first.keys() & second.keys()
    assert len(shared) > 60
    assert all(str(first[name]["UID"]) == str(second[name]["UID"]) for name in shared)


def test_a_date_that_moves_keeps_its_name() -> None:
    moved = events(made(("contract.signed_on", "2020-02-15")).content)
    first = events(made().content)
    assert moved.keys() == first.keys()
    assert {str(one["UID"]) for one in moved.values()} == {
        str(one["UID"]) for one in first.values()
    }
    assert moved["contract.anniversary 3"]["DTSTART"].dt == date(2022, 2, 15)


def test_a_part_of_the_calendar_has_the_names_of_the_whole() -> None:
    part = law().calendar(CASE, on=DAY, known_on=DAY, since="2023-06-01", until="2024-02-01")
    named = events(calendar_file(part).content)
    whole = events(made().content)
    assert len(named) == 10
    assert {name: str(one["UID"]) for name, one in named.items()}.items() <= {
        name: str(one["UID"]) for name, one in whole.items()
    }.items()


def test_a_case_without_a_name_is_known_by_its_file(tmp_path: Path) -> None:
    text = Path(CASE).read_text("utf-8").replace("  name: CPTS Exemple\n", "")
    named = {}
    for name in ("north", "south"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, "utf-8")
        done = asked_of(file, "-o", tmp_path / f"{name}.ics")
        assert done.exit_code == 0, done.stderr
        content = (tmp_path / f"{name}.ics").read_bytes()
        assert b"X-ACCORD-CASE:" + name.encode() in content
        named[name] = {str(one["UID"]) for one in events(content).values()}
    assert named["north"].isdisjoint(named["south"])
    done = CliRunner().invoke(main, ["calendar", "-", "--format", "ics"], input=text)
    assert "ACC453" in done.stderr


# --- the calendar after another -------------------------------------------------------------------


def test_what_is_as_it_was_keeps_its_number_and_its_stamp(before: Path) -> None:
    again = made(known_on="2023-09-01", before=before)
    assert (again.added, again.changed, again.cancelled) == (0, 0, 0)
    first, second = events(before.read_bytes()), events(again.content)
    assert {name: one.to_ical() for name, one in first.items()} == {
        name: one.to_ical() for name, one in second.items()
    }
    assert made(before=before).content == before.read_bytes()


def test_what_has_moved_gets_the_next_number(before: Path) -> None:
    moved = made(
        ("missions.crisis.deployed_on", "2023-05-02"), known_on="2023-09-01", before=before
    )
    first, second = events(before.read_bytes()), events(moved.content)
    grown = {name for name, number in sequences(second).items() if number == 1}
    assert grown == {"missions.crisis.deployment"}  # it is done now
    assert (moved.added, moved.changed, moved.cancelled) == (0, 1, 0)
    event = second["missions.crisis.deployment"]
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == datetime(2023, 9, 1, tzinfo=UTC)
    assert event.walk("VALARM") == []
    assert len(first["missions.crisis.deployment"].walk("VALARM")) == 2


def test_what_is_gone_is_cancelled_and_grows_when_it_is_back(before: Path, tmp_path: Path) -> None:
    ended = (("missions.crisis.started_on", "not_yet"),)
    gone = made(*ended, before=before)
    read = events(gone.content)
    cancelled = {name for name, one in read.items() if str(one["STATUS"]) == "CANCELLED"}
    assert gone.cancelled == len(cancelled) > 5
    event = read["missions.crisis.plan_update 5"]
    assert str(event["SUMMARY"]).startswith("Annulé\u00a0: Plan de réponse aux crises")
    assert (event["SEQUENCE"], event["DTSTART"].dt) == (1, date(2025, 1, 14))
    assert all(not read[name].walk("VALARM") for name in cancelled)

    file = tmp_path / "gone.ics"
    file.write_bytes(gone.content)
    assert made(*ended, before=file).content == gone.content  # what is cancelled stays so
    back = events(made(before=file).content)
    assert {name: str(back[name]["STATUS"]) for name in cancelled} == dict.fromkeys(
        cancelled, "CONFIRMED"
    )
    assert {sequences(back)[name] for name in cancelled} == {2}
    assert str(back["missions.crisis.plan_update 5"]["SUMMARY"]).startswith("Plan de réponse")


def test_what_was_not_asked_about_stays_as_it_was(before: Path) -> None:
    first = events(before.read_bytes())
    part = law().calendar(
        CASE, on=DAY, known_on=DAY, since="2023-06-01", until="2024-02-01", lang="fr"
    )
    for file in (
        calendar_file(part, previous=before),
        calendar_file(answer(), previous=before, payments=False),
    ):
        assert (file.added, file.changed, file.cancelled) == (0, 0, 0)
        assert events(file.content).keys() == first.keys()


def test_another_language_changes_the_words_alone(before: Path) -> None:
    read = events(made(lang="en", before=before).content)
    assert set(sequences(read).values()) == {1}
    assert str(read["contract.anniversary 5"]["SUMMARY"]) == "Anniversary of the contract"


# --- the command ----------------------------------------------------------------------------------


def asked_of(case: object, *arguments: object, language: str = "en") -> Result:
    words = ["calendar", case, "--on", DAY, "--known-on", DAY, "--lang", language, *arguments]
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_these_dates_go_into_a_calendar_in_one_command(tmp_path: Path, language: str) -> None:
    out = tmp_path / "dates.ics"
    done = asked_of(CASE, "-o", out, language=language)
    assert (done.exit_code, done.stdout) == (0, "")
    assert out.read_bytes() == made(lang=language).content
    again = asked_of(CASE, "-o", out, "--previous", out, "--force", language=language)
    assert again.exit_code == 0
    said = {
        "fr": "depuis l'agenda précédent\u00a0: ajoutées\u00a0: 0, changées\u00a0: 0, annulées\u00a0: 0.",
        "en": "since the earlier calendar: 0 added, 0 changed, 0 cancelled.",
    }
    assert said[language] in again.stderr
    assert out.read_bytes() == made(lang=language).content


def test_a_calendar_may_be_printed(tmp_path: Path) -> None:
    done = asked_of(CASE, "--format", "ics", language="fr")
    assert done.stdout_bytes == made().content


def test_the_payments_may_be_left_out() -> None:
    done = asked_of(CASE, "--format", "ics", "--no-payments", language="fr")
    assert done.stdout_bytes == calendar_file(answer(), payments=False).content
    assert b"SUMMARY:Fonctionnement" not in done.stdout_bytes


def test_a_case_that_is_supposed_says_so() -> None:
    done = asked_of(CASE, "--format", "ics", "--set", "contract.signed_on=2020-02-15")
    read = Calendar.from_ical(done.stdout_bytes)
    assert str(read["X-WR-CALNAME"]) == "CPTS Exemple — calendar (simulation)"
    assert "15 February 2020" in str(read["X-WR-CALDESC"])


def damaged(text: bytes) -> dict[str, tuple[bytes, str]]:
    """Earlier calendars that will not do, each with the place and the code of what is said."""
    lines = text.split(b"\r\n")
    uid, stamp = lines[9], next(line for line in lines if line.startswith(b"DTSTAMP"))
    return {
        "empty": (b"", ":1:1: ACC450"),
        "notes": (b"Meeting at noon\n", ":1:1: ACC450"),
        "bytes": (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\xff\xfe\r\n", ":3:1: ACC450"),
        "cut": (b"\r\n".join(lines[:20]), ":11:1: ACC450"),
        "torn": (text.replace(b"STATUS:CONFIRMED", b"STATUS CONFIRMED", 1), " ACC450"),
        "nested": (text.replace(b"END:VEVENT", b"END:VTODO", 1), " ACC450"),
        "no day": (text.replace(b"DTSTART;VALUE=DATE:20191101", b"DTSTART:soon"), ":13:1: ACC450"),
        "an hour": (
            text.replace(b"DTSTART;VALUE=DATE:20191101", b"DTSTART:20191101T080000Z"),
            ":11:1: ACC450",
        ),
        "no number": (text.replace(b"SEQUENCE:0", b"SEQUENCE:first", 1), " ACC450"),
        "less than no number": (text.replace(b"SEQUENCE:0", b"SEQUENCE:-1", 1), " ACC450"),
        "no stamp": (text.replace(stamp + b"\r\n", b"", 1), " ACC450"),
        "twice": (
            text.replace(
                b"END:VCALENDAR", b"BEGIN:VEVENT\r\n" + uid + b"\r\nEND:VEVENT\r\nEND:VCALENDAR"
            ),
            " ACC450",
        ),
        "of another program": (
            text.replace(b"PRODID:-//accord//calendar//FR", b"PRODID:-//Mail//EN"),
            ":2:1: ACC451",
        ),
        "of no program": (text.replace(b"PRODID:-//accord//calendar//FR\r\n", b""), " ACC451"),
        "of another case": (
            text.replace(b"X-ACCORD-CASE:CPTS Exemple", b"X-ACCORD-CASE:CPTS du Nord"),
            ":10:1: ACC452",
        ),
        "of another law": (
            text.replace(b"X-ACCORD-CORPUS:cpts", b"X-ACCORD-CORPUS:orchard"),
            ":10:1: ACC452",
        ),
    }


@pytest.mark.parametrize("fault", damaged(b"\r\n" * 12 + b"DTSTAMP"))
def test_an_earlier_calendar_that_will_not_do_is_refused(fault: str, before: Path) -> None:
    content, said = damaged(before.read_bytes())[fault]
    before.write_bytes(content)
    with pytest.raises(RefusedInput) as refused:
        calendar_file(answer(), previous=before)
    told = str(refused.value.diagnostics[0])
    assert told.startswith(f"{before}:")
    assert f"{before}{said}" in told if said[0] == ":" else said in told


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_written_after_an_earlier_calendar_that_will_not_do(
    before: Path, tmp_path: Path, language: str
) -> None:
    before.write_text("Réunion à midi\n", "utf-8")
    new = tmp_path / "new.ics"
    done = asked_of(CASE, "-o", new, "--previous", before, language=language)
    said = {"fr": "ce n'est pas un agenda", "en": "this is no calendar"}
    assert done.exit_code == 1
    assert f"{before}:1:1: ACC450 {said[language]}" in done.stderr
    assert list(tmp_path.iterdir()) == [before]


def test_an_earlier_calendar_that_is_not_there(tmp_path: Path) -> None:
    done = asked_of(CASE, "-o", tmp_path / "new.ics", "--previous", tmp_path / "none.ics")
    assert "ACC001" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_previous_goes_with_a_calendar_alone(before: Path) -> None:
    done = asked_of(CASE, "--previous", before, language="fr")
    assert done.exit_code == 2
    assert "--previous va avec --format ics" in done.stderr


def test_an_empty_calendar_is_refused_and_says_where_to_look(tmp_path: Path) -> None:
    done = asked_of(CASE, "--until", "2015-01-01", "-o", tmp_path / "dates.ics")
    assert done.exit_code == 1
    assert "ACC454" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_other_questions_have_no_calendar(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["funding", CASE, "-o", str(tmp_path / "a.ics")])
    assert "ACC412" in done.stderr


def test_a_full_disk_leaves_the_calendar_that_was_there(before: Path, tmp_path: Path) -> None:
    first = before.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        done = asked_of(CASE, "-o", before, "--previous", before, "--force")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "ACC614" in done.stderr
    assert (before.read_bytes(), list(tmp_path.iterdir())) == (first, [before])


def test_from_python(tmp_path: Path) -> None:
    file = answer().to_ics(tmp_path / "dates.ics")
    assert file.read_bytes() == made().content
    with pytest.raises(accord.RefusedInput, match="ACC607"):
        answer().to_ics(file)
    assert answer().to_ics(file, previous=file, force=True).read_bytes() == made().content


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.diagnostics.extras.find_spec", lambda name: None)
    done = asked_of(CASE, "--format", "ics")
    assert done.exit_code == 1
    assert "ACC611" in done.stderr
    assert "pip install 'accord[calendar]'" in done.stderr


def test_a_number_that_has_no_next_is_damage(before: Path) -> None:
    highest = before.read_bytes().replace(b"SEQUENCE:0", b"SEQUENCE:2147483647")
    before.write_bytes(highest)
    with pytest.raises(RefusedInput) as refusal:
        made(before=before, on="2024-06-01")
    assert {finding.code for finding in refusal.value.diagnostics} == {"ACC450"}
