"""SONATA node populations as they stand in the files: ids, types and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import DataError
from ...program import Array
from ..hdf5 import dataset, group_in, numbers, opened, text, whole_numbers
from .config import Config, Row, Types, read_types
from .models import Parameters


@dataclass(frozen=True, eq=False)
class Nodes:
    """A node population; neuron i is the node of id i.

    template : None where the nodes are virtual.
    """

    name: str
    n: int
    template: str | None
    parameters: Parameters


def read_nodes(config: Config) -> Iterator[Nodes]:
    """The node populations of a circuit, file by file. DataError where one cannot be read."""
    for path, table in config.nodes:
        types = read_types(table, "node_type_id")
        with opened(path, "read_sonata") as file:
            top = group_in(file, "nodes", "read_sonata")
            for name in top:
                yield _population(name, group_in(top, name, "read_sonata"), types, config)


def _population(name: str, group: Any, types: Types, config: Config) -> Nodes:
    what = f"read_sonata: nodes {name!r}"
    type_ids = whole_numbers(group, "node_type_id", what, signed=True)
    n = len(type_ids)
    row_of = _rows(group, n, what)
    rows = types.of(name, type_ids, what)
    kind = _one(group, rows, type_ids, "model_type", what)
    template = _one(group, rows, type_ids, "model_template", what)
    if kind == "virtual":
        return Nodes(name, n, None, {})
    if kind not in ("point_neuron", "point_process"):
        raise DataError(
            f"{what}: model_type {kind!r} is none that runs here; expected point_neuron, "
            "point_process or virtual"
        )
    if template is None:
        raise DataError(f"{what}: it has no model_template")
    given = _of_types(rows, type_ids, config, what) | _of_nodes(group, n, what)
    ordered = {k: v[row_of] if isinstance(v, np.ndarray) else v for k, v in given.items()}
    return Nodes(name, n, str(template), ordered)


def _rows(group: Any, n: int, what: str) -> Array:
    """The row of each node id."""
    ids = whole_numbers(group, "node_id", what, n) if "node_id" in group else np.arange(n)
    order = np.argsort(ids, kind="stable")
    if not np.array_equal(ids[order], np.arange(n)):
        raise DataError(f"{what}: node_id must be 0 .. {n - 1}, each once; renumber the nodes")
    return order


def _one(group: Any, rows: dict[int, Row], type_ids: Array, column: str, what: str) -> Any:
    """What a column says of all nodes: in their groups, and in the table of types of the others."""
    found: set[Any] = set()
    of_types = np.ones(len(type_ids), bool)
    for each in attribute_groups(group):
        if column in each:
            values = dataset(each, column, what)[:]
            library = each.get(f"@library/{column}")
            values = values if library is None else library[:][values]
            found |= {text(v) for v in np.unique(values)}
            of_types &= ~members(group, "node", each, len(type_ids), what)
    found |= {rows[int(number)].get(column) for number in np.unique(type_ids[of_types])}
    if len(found) > 1:
        raise DataError(
            f"{what}: its nodes differ in {column}: {', '.join(sorted(map(str, found)))}; a "
            "population here has one model; put them into populations of their own"
        )
    return found.pop() if found else None


def attribute_groups(group: Any) -> list[Any]:
    """The groups of attributes of a node or edge population: those whose names are numbers."""
    return [group[name] for name in group if name.isdigit()]


def members(group: Any, kind: str, each: Any, n: int, what: str) -> Array:
    """Which nodes or edges (`kind`) are in a group of attributes, (n,); all where there is one."""
    if len(attribute_groups(group)) == 1 and f"{kind}_group_id" not in group:
        return np.ones(n, bool)
    of_group = whole_numbers(group, f"{kind}_group_id", what, n)
    mine: Array = of_group == int(each.name.rpartition("/")[2])
    return mine


def _of_types(rows: dict[int, Row], type_ids: Array, config: Config, what: str) -> Parameters:
    """Parameters of the types' JSON files: one for all where the types agree, else (n,)."""
    files = {k: row.get("dynamics_params") for k, row in rows.items()}
    folder = "point_neuron_models_dir"
    tables = {k: config.component(folder, f, what) if f else {} for k, f in files.items()}
    found: Parameters = {}
    for name in dict.fromkeys(key for table in tables.values() for key in table):
        values = [table.get(name) for table in tables.values()]
        if all(value == values[0] for value in values):
            found[name] = values[0]
            continue
        each = np.full(len(type_ids), np.nan)
        for number, value in zip(tables, values, strict=True):
            if value is not None and not isinstance(value, (int, float)):
                raise DataError(f"{what}: its types differ in {name!r}, which is no number")
            each[type_ids == number] = np.nan if value is None else value
        found[name] = each
    return found


def _of_nodes(group: Any, n: int, what: str) -> Parameters:
    """Parameters that the nodes have themselves, (n,), in the order of the rows."""
    groups = attribute_groups(group)
    holders = [each for each in groups if "dynamics_params" in each]
    if not holders:
        return {}
    if len(groups) > 1:
        raise DataError(
            f"{what}: it has {len(groups)} groups of attributes, and dynamics_params in "
            f"{holders[0].name}; expected one group"
        )
    index = whole_numbers(group, "node_group_index", what, n)
    params = group_in(holders[0], "dynamics_params", what)
    return {name: numbers(params, name, what, index) for name in params}
