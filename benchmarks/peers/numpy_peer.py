"""NumPy by hand: the yearly funding of contract years,
whole columns at a time, the rules applied as a bitmask.
"""

from __future__ import annotations

import numpy as np
from shared import MEMBERS, MISSIONS, OPERATING, SIZES, TABLE, Columns, main

OPERATING_OF = np.array([0, *OPERATING], np.int64)
TABLE_OF = {name: np.array([0, *amounts], np.int64) for name, amounts in TABLE.items()}


def work(rows: Columns, *, rules: bool) -> Columns:
    """Return the amounts in cents, their total, and which rules applied."""
    size = np.searchsorted(np.array(SIZES), rows["population"], side="right") + 1
    increased = (size == 4) & (rows["members"] >= MEMBERS)
    operating = OPERATING_OF[size] * 100
    found: Columns = {"size": size, "operating": operating}
    total, base = operating.copy(), np.zeros(len(size), np.int64)
    applied = np.where(rows["period"] == 1, 1, 2) | np.where(increased, 4, 0) if rules else None
    for rank, mission in enumerate(MISSIONS):
        engaged = rows[f"{mission}_engaged"]
        fixed = TABLE_OF[f"{mission}.fixed"][size] * 100 * engaged
        variable = (
            TABLE_OF[f"{mission}.variable"][size]
            * np.minimum(rows[f"{mission}_percent"], 100)
            * engaged
        )
        found[f"{mission}_fixed"], found[f"{mission}_variable"] = fixed, variable
        base += fixed + variable
        if applied is not None:
            applied |= engaged.astype(np.int64) << (3 + rank)
    majoration = np.where(increased, base // 10, 0)
    found |= {"majoration": majoration, "total": total + base + majoration}
    if applied is not None:
        found["rules"] = applied
    return found


if __name__ == "__main__":
    main(
        {
            "without rules": lambda rows: work(rows, rules=False),
            "bitmask of rules": lambda rows: work(rows, rules=True),
        }
    )
