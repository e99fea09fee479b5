"""The page to put into the frame of another site: the interview, the facts and the answer, without
what stands around the other pages.

Its addresses are those under which the headers let another site frame a page (`--allow-frame`).
"""

from __future__ import annotations

from typing import Any, Final

from litestar import get, post

from accord.server.pages import answer, facts, interview

_INTERVIEW: Final = "/{language:str}/embed/{topic:str}"
_FACTS: Final = "/{language:str}/embed/{topic:str}/facts"
_ANSWER: Final = "/{language:str}/embed/{question:str}/answer"

ROUTES: Final[tuple[Any, ...]] = (
    get(_INTERVIEW)(interview.begin.fn),
    post(_INTERVIEW)(interview.go_on.fn),
    get(_FACTS)(facts.begin.fn),
    post(_FACTS)(facts.go_on.fn),
    post(_ANSWER, status_code=200)(answer.answer.fn),
)
