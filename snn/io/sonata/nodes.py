"""SONATA node populations as they stand in the files: ids, types and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import DataError
from ...program import Array
from ..arrays import existing
from .config import Config, Row, read_types
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
    import h5py

    for path, table in config.nodes:
        types = read_types(table, "node_type_id")
        with h5py.File(existing(path, "read_sonata"), "r") as file:
            if "nodes" not in file:
                raise DataError(f"read_sonata: {path} has no group 'nodes'")
            for name, group in file["nodes"].items():
                yield _population(name, group, types, config)


def _population(name: str, group: Any, types: dict[int, Row], config: Config) -> Nodes:
    what = f"read_sonata: nodes {name!r}"
    type_ids = dataset(group, "node_type_id", what).astype(np.int64)
    n = len(type_ids)
    row_of = _rows(group, n, what)
    used = [int(k) for k in np.unique(type_ids)]
    for number in used:
        if types and number not in types:
            raise DataError(f"{what}: node_type_id {number} is not in its table of types")
    rows = {number: types.get(number, {}) for number in used}
    kind = _one(group, rows, "model_type", what)
    template = _one(group, rows, "model_template", what)
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


def dataset(group: Any, name: str, what: str) -> Array:
    """A dataset; DataError, which names it, if it is not there."""
    if name not in group:
        raise DataError(f"{what}: {group.file.filename} has no dataset {group.name}/{name}")
    values: Array = group[name][:]
    return values


def _rows(group: Any, n: int, what: str) -> Array:
    """The row of each node id."""
    ids = group["node_id"][:].astype(np.int64) if "node_id" in group else np.arange(n)
    order = np.argsort(ids, kind="stable")
    if not np.array_equal(ids[order], np.arange(n)):
        raise DataError(f"{what}: node_id must be 0 .. {n - 1}, each once; renumber the nodes")
    return order


def _one(group: Any, rows: dict[int, Row], column: str, what: str) -> Any:
    """What a column says of all nodes: in the groups, else in the table of types."""
    found: set[Any] = set()
    for each in attribute_groups(group):
        if column in each:
            values = each[column][:]
            library = each.get(f"@library/{column}")
            values = values if library is None else library[:][values]
            found |= {v.decode() if isinstance(v, bytes) else str(v) for v in np.unique(values)}
    found = found or {row.get(column) for row in rows.values()}
    if len(found) > 1:
        raise DataError(
            f"{what}: its nodes differ in {column}: {', '.join(sorted(map(str, found)))}; a "
            "population here has one model; put them into populations of their own"
        )
    return found.pop() if found else None


def attribute_groups(group: Any) -> list[Any]:
    """The groups of attributes of a node or edge population: those whose names are numbers."""
    return [group[name] for name in group if name.isdigit()]


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
    index = dataset(group, "node_group_index", what).astype(np.int64)
    params = holders[0]["dynamics_params"]
    return {name: params[name][:].astype(np.float64)[index] for name in params}
