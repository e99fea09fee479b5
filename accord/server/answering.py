"""One answer at a time: the interpreter runs one thread of Python, and a queue that is short."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from accord.server.limits import Limits

Answer = TypeVar("Answer")


class Answering:
    """Works out answers in the one computing thread of the process."""

    def __init__(self, limits: Limits) -> None:
        """Start with nothing to work out."""
        self._limits = limits
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answering")

    async def of(self, work: Callable[[], Answer]) -> Answer:
        """Return what `work` returns, and raise what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
