"""Which of our languages is spoken: that of `--lang`, else the one that the environment names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, cast

from engine.diagnostics.bilingual import Language

LANGUAGES: Final[Sequence[Language]] = ("fr", "en")
_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def named_language(environment: Mapping[str, str]) -> Language | None:
    """Return the language that an environment names, in
    gettext's order (LANGUAGE, LC_ALL, LC_MESSAGES, LANG).

    It is None when it names none of ours, or the locale `C`, under which LANGUAGE does not count
    either.
    """
    locale = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    named = locale if locale in ("C", "POSIX") else environment.get("LANGUAGE") or locale
    codes = [re.split(r"[-_.@]", code)[0].lower() for code in named.split(":")]
    return next((cast("Language", code) for code in codes if code in LANGUAGES), None)


def language_of_answers(environment: Mapping[str, str]) -> Language:
    """Return the language of an answer when `--lang` is not
    given: the environment's, else that of the law.
    """
    return named_language(environment) or "fr"


def language_of_findings(environment: Mapping[str, str], arguments: Sequence[str] = ()) -> Language:
    """Return the language of findings, of the help and of what is said of a misuse: `--lang` among
    the arguments of a command, else the environment's, else English.
    """
    given = named_language(environment) or "en"
    for before, argument in pairwise(["", *arguments]):
        name, _, value = argument.partition("=")
        asked = value if name == "--lang" else argument if before == "--lang" else ""
        given = cast("Language", asked) if asked in LANGUAGES else given
    return given
