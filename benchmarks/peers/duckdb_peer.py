"""DuckDB by hand: the yearly funding of contract years in one
SELECT, without the rules applied, then with their list as text.
"""

from __future__ import annotations

import json
import sys
import time

import duckdb
from shared import AMOUNTS, MEMBERS, MISSIONS, OPERATING, SIZES, TABLE


def of_size(amounts: tuple[int, ...]) -> str:
    """Return the SQL of an amount, in cents, that depends on the size."""
    return (
        "CASE size "
        + " ".join(f"WHEN {rank} THEN {amount * 100}" for rank, amount in enumerate(amounts, 1))
        + " END"
    )


def query(*, rules: bool) -> str:
    """Return the SELECT that does the work."""
    brackets = " ".join(
        f"WHEN population < {below} THEN {rank}" for rank, below in enumerate(SIZES, 1)
    )
    columns = [f"{of_size(OPERATING)} AS operating"]
    for mission in MISSIONS:
        rate = f"least({mission}_percent, 100)"
        columns.append(
            f"CASE WHEN {mission}_engaged THEN {of_size(TABLE[f'{mission}.fixed'])} ELSE 0 "
            f"END AS {mission}_fixed"
        )
        columns.append(
            f"CASE WHEN {mission}_engaged THEN {of_size(TABLE[f'{mission}.variable'])} * "
            f"{rate} // 100 ELSE 0 END AS {mission}_variable"
        )
    base = " + ".join(f"{mission}_{part}" for mission in MISSIONS for part in ("fixed", "variable"))
    applied = [
        "'7.1/size'",
        "CASE WHEN period = 1 THEN '9.1/full_at_signature' ELSE '9.1/yearly' END",
    ]
    applied += [
        f"CASE WHEN {mission}_engaged THEN '{mission}:7.3.1/fixed,7.3.2/variable' END"
        for mission in MISSIONS
    ]
    applied.append(f"CASE WHEN size = 4 AND members >= {MEMBERS} THEN '8/majoration' END")
    listed = f", concat_ws(',', {', '.join(applied)}) AS rules" if rules else ""
    return f"""
        WITH sized AS (SELECT *, CASE {brackets} ELSE 4 END AS size FROM contract_years),
        lines AS (SELECT *, {", ".join(columns)} FROM sized),
        increased AS (SELECT *, {base} AS base, CASE WHEN size = 4 AND members >= {MEMBERS} THEN ({base}) // 10 ELSE 0 END AS majoration FROM lines)
        SELECT "case", period, size, {", ".join(AMOUNTS[:-1])}, operating + base + majoration AS total{listed} FROM increased
    """


def main() -> None:
    source, out, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute(f"CREATE TABLE contract_years AS SELECT * FROM read_parquet('{source}')")
    seconds = {}
    for name, rules in {"without rules": False, "list of rules as text": True}.items():
        taken = []
        for _ in range(times):
            start = time.process_time()
            connection.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {query(rules=rules)}")
            taken.append(time.process_time() - start)
        seconds[name] = min(taken)
    connection.execute(
        f"COPY (SELECT \"case\", period, {', '.join(AMOUNTS)} FROM answer) TO '{out}' (FORMAT "
        "parquet)"
    )
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
