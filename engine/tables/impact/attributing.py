"""Which operations cause each change, for all the cases of a slice at once: as
`engine.whatif.attribution` says it of one case.

A set of causes makes a change when the change comes with them and goes without them. It holds each
cause whose removal alone undoes the change and, where these are not enough, the fewest of the
others that touch the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Final

import duckdb

from engine.tables.impact.laws import Causes, Laws

_KEY: Final = '"case", line, period'


class Attributing:
    """The causes of what stands in the table `changed`, put in a table `caused`.

    `answer` puts what the law with some causes made gives in the table `made` (false where it
    answers nothing), for the cases of the table that `only` was last given. `most` bounds the
    answers sought where no single cause is enough.
    """

    def __init__(
        self,
        laws: Laws,
        work: duckdb.DuckDBPyConnection,
        answer: Callable[[Causes], bool],
        only: Callable[[str], None],
        most: int,
    ) -> None:
        self._laws, self._work, self._answer, self._only = laws, work, answer, only
        self._most, self._tried = most, 0
        self._last = most  # where the search of several causes ends, counted like `_tried`

    def run(self) -> int:
        """Find the causes; return how many laws were asked."""
        self._work.execute(_TABLES)
        if not self._count("changed"):
            return 0
        self._only("changed")
        for rank in self._laws.acting:
            self._compare(self._laws.every - {rank}, rank, _WITHOUT_ONE)
        self._work.execute(_NEEDED)
        for needed in self._groups("SELECT DISTINCT needed FROM open_changes"):
            if needed:
                self._take(needed, "needed = " + _list(needed))
                self._try(frozenset(needed), frozenset(needed))
        self._several()
        return self._tried

    def _several(self) -> None:
        """Look for several causes that act together, where those that are each needed are not
        enough.
        """
        if not self._left():
            return
        self._only("still_open")
        for rank in self._laws.acting:
            self._compare(frozenset({rank}), rank, _ALONE)
        self._work.execute(_TOUCHING)
        self._last = self._tried + self._most
        # The shortest searches first: a long one does not end the others before their end.
        for needed, touching in self._work.execute(
            "SELECT DISTINCT needed, touching FROM open_changes "
            "ORDER BY len(touching) - len(needed), needed, touching"
        ).fetchall():
            self._search(needed, touching)

    def _search(self, needed: Sequence[int], touching: Sequence[int]) -> None:
        """Try the sets of causes that may explain some changes, the smallest first."""
        where = f"needed = {_list(needed)} AND touching = {_list(touching)}"
        others = [rank for rank in touching if rank not in needed]
        for size in range(1, len(others) + 1):
            for more in combinations(others, size):
                # All of them at once is the only set of its size: it is asked anyway. It is the
                # smallest where there was none between, or each was tried.
                if self._tried >= self._last and size < len(others):
                    break
                if not self._take(needed, where):
                    return
                self._try(frozenset((*needed, *more)), frozenset(needed))
        for last in (touching, self._laws.acting):
            if last and self._take(needed, where):
                self._try(frozenset(last), frozenset(needed), smallest=False)
        if self._take(needed, where):
            every = _list(sorted(self._laws.every))
            self._work.execute(
                f"INSERT INTO caused SELECT {_KEY}, {every}, 'together', FALSE FROM asked_changes"
            )

    def _try(self, causes: Causes, needed: Causes, *, smallest: bool = True) -> None:
        """Put down to some causes the changes asked about that they alone make, and that go
        without them.
        """
        self._work.execute("CREATE OR REPLACE TEMP TABLE agreeing AS FROM asked_changes")
        alone_undoes = len(causes) == 1 and causes == needed
        wanted = [(causes, "after")] + (
            [] if alone_undoes else [(self._laws.every - causes, "before")]
        )
        for made, side in wanted:
            if self._same_law(made, side):
                continue
            self._tried += 1
            if not self._answer(made):
                return
            self._work.execute(_AGREEING.format(side=side))
        how = "alone" if len(causes) == 1 else "each_needed" if causes == needed else "together"
        self._work.execute(
            f"INSERT INTO caused SELECT {_KEY}, {_list(sorted(causes))}, '{how}', "
            f"{str(smallest).upper()} FROM agreeing"
        )

    def _same_law(self, made: Causes, side: str) -> bool:
        """Whether the law with some causes made says of funding what the law before, or after,
        does.
        """
        whole = self._laws.every if side == "after" else frozenset()
        return self._laws.made(made)[0] == self._laws.made(whole)[0]

    def _compare(self, made: Causes, rank: int, query: str) -> None:
        """Note what the law with some causes made makes of each change."""
        self._tried += 1
        if self._answer(made):
            self._work.execute(query.format(rank=rank))

    def _take(self, needed: Sequence[int], where: str) -> int:
        """Ask about the changes that are still open, of those that meet a condition; return how
        many there are.
        """
        self._work.execute(
            "CREATE OR REPLACE TEMP TABLE asked_changes AS SELECT * FROM "
            f"(FROM open_changes WHERE {where}) ANTI JOIN caused USING ({_KEY})"
        )
        count = self._count("asked_changes")
        if count:
            self._only("asked_changes")
        return count

    def _left(self) -> int:
        self._work.execute(
            "CREATE OR REPLACE TEMP TABLE still_open AS "
            f"FROM open_changes ANTI JOIN caused USING ({_KEY})"
        )
        return self._count("still_open")

    def _groups(self, query: str) -> list[list[int]]:
        return [ranks for (ranks,) in self._work.execute(f"{query} ORDER BY ALL").fetchall()]

    def _count(self, table: str) -> int:
        ((count,),) = self._work.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(count)


def _list(ranks: Sequence[int]) -> str:
    return f"[{', '.join(map(str, ranks))}]::INTEGER[]"


_TABLES: Final = """CREATE OR REPLACE TEMP TABLE undoing
  ("case" INTEGER, line VARCHAR, period BIGINT, cause INTEGER);
CREATE OR REPLACE TEMP TABLE touches
  ("case" INTEGER, line VARCHAR, period BIGINT, cause INTEGER);
CREATE OR REPLACE TEMP TABLE caused ("case" INTEGER, line VARCHAR, period BIGINT,
  causes INTEGER[], how VARCHAR, smallest BOOLEAN)"""

_ASKED: Final = """FROM (FROM changed SEMI JOIN cases_asked USING ("case")) c
  LEFT JOIN made m USING ("case", line, period)
WHERE c."case" NOT IN (SELECT "case" FROM refused_made) AND """
_IS: Final = (
    "(coalesce(m.amount, 0), coalesce(m.unknown, FALSE)) {sign} (c.{side}, c.unknown_{side})"
)

_WITHOUT_ONE: Final = f"""INSERT INTO undoing SELECT c."case", c.line, c.period, {{rank}}
{_ASKED}{_IS.format(sign="=", side="before")};
INSERT INTO touches SELECT c."case", c.line, c.period, {{rank}}
{_ASKED}{_IS.format(sign="<>", side="after")}"""

_ALONE: Final = f"""INSERT INTO touches SELECT c."case", c.line, c.period, {{rank}}
{_ASKED}{_IS.format(sign="<>", side="before")}"""

_AGREEING: Final = f"""CREATE OR REPLACE TEMP TABLE agreeing AS FROM agreeing SEMI JOIN
(SELECT c."case", c.line, c.period {_ASKED}{_IS.format(sign="=", side="{side}")})
USING ("case", line, period)"""

_NEEDED: Final = """CREATE OR REPLACE TEMP TABLE open_changes AS
SELECT c."case", c.line, c.period, coalesce(u.needed, []::INTEGER[]) AS needed
FROM changed c LEFT JOIN (SELECT "case", line, period, list(cause ORDER BY cause) AS needed
  FROM undoing GROUP BY ALL) u USING ("case", line, period)"""

_TOUCHING: Final = """CREATE OR REPLACE TEMP TABLE open_changes AS
SELECT o."case", o.line, o.period, o.needed, list_sort(list_distinct(list_concat(
  o.needed, coalesce(t.touching, []::INTEGER[])))) AS touching
FROM still_open o LEFT JOIN (SELECT "case", line, period, list(DISTINCT cause) AS touching
  FROM touches GROUP BY ALL) t USING ("case", line, period)"""
