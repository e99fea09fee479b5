"""OpenFisca-core, vectorised: one simulation of all the contract
years, without citations (it has none to give for a result).

A contract year is an entity of its own, and the year computed is one calendar year: what is
compared is the arithmetic of one year.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from shared import AMOUNTS, MEMBERS, MISSIONS, OPERATING, SIZES, TABLE, Columns, Row, main

YEAR = "2023"
INPUTS = (
    "population",
    "members",
    *(f"{mission}_{part}" for mission in MISSIONS for part in ("engaged", "percent")),
)
Community = Entity("community", "communities", "A community in one contract year", "")


class Size(Enum):
    size_1 = "size 1"
    size_2 = "size 2"
    size_3 = "size 3"
    size_4 = "size 4"


def variable(name: str, kind: type, formula: Any = None, **more: Any) -> type[Variable]:
    """Return a yearly variable of a community."""
    body = {
        "value_type": kind,
        "entity": Community,
        "definition_period": DateUnit.YEAR,
        "label": name,
        **more,
    }
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def sized(community: Any, period: Any, parameters: Any) -> Any:
    population = community("population", period)
    return Size.encode(
        np.array(list(Size), dtype=object)[
            np.searchsorted(np.array(SIZES), population, side="right")
        ]
    )


def from_table(row: str) -> Any:
    def amount(community: Any, period: Any, parameters: Any) -> Any:
        return parameters(period).amounts[row][community("size", period)]

    return amount


def fixed(mission: str) -> Any:
    amount = from_table(f"{mission}_fixed")
    return lambda community, period, parameters: (
        amount(community, period, parameters) * community(f"{mission}_engaged", period)
    )


def varying(mission: str) -> Any:
    amount = from_table(f"{mission}_variable")

    def formula(community: Any, period: Any, parameters: Any) -> Any:
        rate = np.minimum(community(f"{mission}_percent", period), 100)
        return (
            amount(community, period, parameters)
            * rate
            * community(f"{mission}_engaged", period)
            / 100
        )

    return formula


def missions_total(community: Any, period: Any, parameters: Any) -> Any:
    return sum(
        community(f"{mission}_{part}", period)
        for mission in MISSIONS
        for part in ("fixed", "variable")
    )


def majoration(community: Any, period: Any, parameters: Any) -> Any:
    due = (community("size", period) == Size.size_4) & (community("members", period) >= MEMBERS)
    return np.where(due, community("missions_total", period) * 0.1, 0)


def total(community: Any, period: Any, parameters: Any) -> Any:
    return (
        community("operating", period)
        + community("missions_total", period)
        + community("majoration", period)
    )


def system() -> TaxBenefitSystem:
    """Return the law: parameters of the table of amounts, a variable for each line."""
    found = TaxBenefitSystem([Community])
    amounts = {"operating": OPERATING} | {
        name.replace(".", "_"): row for name, row in TABLE.items()
    }
    data = {
        name: {
            f"size_{rank}": {"values": {"2022-01-01": {"value": amount}}}
            for rank, amount in enumerate(row, 1)
        }
        for name, row in amounts.items()
    }
    found.parameters = ParameterNode("", data={"amounts": data})
    for name in ("population", "members", *(f"{mission}_percent" for mission in MISSIONS)):
        found.add_variable(variable(name, int))
    found.add_variable(
        variable("size", Enum, sized, possible_values=Size, default_value=Size.size_1)
    )
    found.add_variable(variable("operating", float, from_table("operating")))
    for mission in MISSIONS:
        found.add_variable(variable(f"{mission}_engaged", bool))
        found.add_variable(variable(f"{mission}_fixed", float, fixed(mission)))
        found.add_variable(variable(f"{mission}_variable", float, varying(mission)))
    for name, formula in {
        "missions_total": missions_total,
        "majoration": majoration,
        "total": total,
    }.items():
        found.add_variable(variable(name, float, formula))
    return found


LAW = system()


def work(rows: Columns, *, trace: bool = False) -> Columns:
    """Compute a simulation of all the rows; amounts in cents."""
    count = len(rows["case"])
    builder = SimulationBuilder()
    builder.create_entities(LAW)
    builder.declare_person_entity("community", np.arange(count))
    simulation = builder.build(LAW)
    for name in INPUTS:
        simulation.set_input(name, YEAR, rows[name])
    simulation.trace = trace
    return calculated(simulation)


def calculated(simulation: Simulation) -> Columns:
    """Return the amounts of a simulation in cents."""
    return {
        name: np.rint(simulation.calculate(name, YEAR).astype(np.float64) * 100).astype(np.int64)
        for name in AMOUNTS
    }


def one(row: Row, *, trace: bool = False) -> Row:
    """Compute a simulation of one row, its inputs set as arrays of one value; amounts in cents."""
    return alone(work({name: np.array([value]) for name, value in row.items()}, trace=trace))


def one_situation(row: Row) -> Row:
    """Compute a simulation of one row given as a situation,
    as the Web API reads it; amounts in cents.
    """
    situation = {name: {YEAR: row[name]} for name in INPUTS}
    return alone(
        calculated(SimulationBuilder().build_from_dict(LAW, {"communities": {"one": situation}}))
    )


def alone(found: Columns) -> Row:
    return {name: int(value) for name, (value,) in found.items()}


if __name__ == "__main__":
    main(
        {"without citations": work},
        {
            "without citations": one,
            "without citations, with trace": partial(one, trace=True),
            "a situation as the Web API takes it": one_situation,
        },
    )
