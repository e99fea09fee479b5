"""What the server refuses before anyone looks at what is asked, and what it then says."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from accord.server.limits import Limits
from accord.server.problems import Problem, ProblemFinding, problem
from engine.diagnostics.bilingual import Language, Sentence, sentence

_MIB: Final = 1 << 20


class Refusal(Struct, frozen=True):
    """Why a request is refused: a kind of problem, a code, what is wrong and what to do."""

    kind: str
    code: str
    message: Sentence
    hint: Sentence
    retry_after: int | None = None
    """After how many seconds to ask again."""
    on_page: bool = True
    """Whether a browser gets a page."""

    def told(self, language: Language, request_id: str) -> Problem:
        """Return the problem that says so."""
        finding = ProblemFinding(
            self.code, "", self.message.in_language(language), self.hint.in_language(language)
        )
        made = problem(self.kind, language, self.message, [finding])
        return replace(made, instance=request_id)


def too_large(limits: Limits) -> Refusal:
    """Return why a body is refused that is larger than is taken."""
    return Refusal(
        "too-large",
        "ACC711",
        sentence("what was sent is larger than {most} MiB.", most=f"{limits.body / _MIB:g}"),
        sentence("send less at a time; a table of many cases goes line by line to `batch`."),
    )


def too_slow(limits: Limits) -> Refusal:
    """Return why a body is refused that did not come in time."""
    return Refusal(
        "too-slow",
        "ACC712",
        sentence(
            "what was sent did not all come in {most} seconds.", most=f"{limits.body_seconds:g}"
        ),
        sentence("send it again, over a faster line or in smaller parts."),
    )


def busy(seconds: int) -> Refusal:
    """Return why a request is refused that would wait too long."""
    return Refusal(
        "busy",
        "ACC713",
        sentence("too many questions wait already."),
        sentence("ask again in {seconds} s.", seconds=seconds),
        seconds,
    )


def other_host() -> Refusal:
    """Return why a request is refused that came under another name than this server's."""
    return Refusal(
        "host",
        "ACC715",
        sentence("this server does not answer under the name that was asked."),
        sentence("ask under its own name, or start it with --allow-host and that name."),
        on_page=False,
    )
