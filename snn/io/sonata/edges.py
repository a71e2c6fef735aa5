"""SONATA edge populations as they stand in the files: ends, weights, delays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import DataError
from ...program import Array
from ..hdf5 import dataset, group_in, numbers, opened, text, whole_numbers
from .config import Config, Row, Types, read_types
from .nodes import attribute_groups, members

_TEMPLATES = (None, "static_synapse", "nest:static_synapse")
_NEST_DELAY = 1.0  # ms, of NEST's static_synapse where no delay is given


@dataclass(frozen=True, eq=False)
class Edges:
    """An edge population, (n_edges,) each.

    source, target : node populations, with the ids lo .. hi that the edges are among, if known.
    pre, post : int32 node ids. weight : in the receptor's unit. delay : ms, NaN where not given.
    receptor : None where the sign of the weight decides.
    """

    name: str
    source: str
    target: str
    source_range: tuple[int, int] | None
    target_range: tuple[int, int] | None
    pre: Array
    post: Array
    weight: Array
    delay: Array
    receptor: str | None


def read_edges(config: Config, default_delay: float | None) -> Iterator[Edges]:
    """The edge populations of a circuit, file by file. DataError where one cannot be read."""
    if default_delay is None and config.simulator.upper() == "NEST":
        default_delay = _NEST_DELAY
    for path, table in config.edges:
        types = read_types(table, "edge_type_id")
        with opened(path, "read_sonata") as file:
            top = group_in(file, "edges", "read_sonata")
            for name in top:
                group = group_in(top, name, "read_sonata")
                yield _population(name, group, types, config, default_delay)


def _population(
    name: str, group: Any, types: Types, config: Config, default_delay: float | None
) -> Edges:
    what = f"read_sonata: edges {name!r}"
    type_ids = whole_numbers(group, "edge_type_id", what, signed=True)
    rows = types.of(name, type_ids, what)
    _check_plain(rows, group, config, what)
    receptor = _receptor(group, rows, what)
    weight = _values(group, "syn_weight", rows, type_ids, what)
    delay = _values(group, "delay", rows, type_ids, what)
    if np.isnan(weight).any():
        raise DataError(f"{what}: {np.isnan(weight).sum():,} edges have no syn_weight")
    lacking = np.isnan(delay)
    if lacking.any():
        if default_delay is None:
            raise DataError(f"{what}: {lacking.sum():,} edges have no delay; give delay= in ms")
        delay[lacking] = default_delay
    ends = [_end(group, end, len(type_ids), what) for end in ("source", "target")]
    (source, pre, some_pre), (target, post, some_post) = ends
    label = text(group.attrs.get("projection", name))
    return Edges(label, source, target, some_pre, some_post, pre, post, weight, delay, receptor)


def _receptor(group: Any, rows: dict[int, Row], what: str) -> str | None:
    """As `write_sonata` says it of the edges, else as their types do."""
    if "receptor" in group.attrs:
        return text(group.attrs["receptor"])
    found = {row.get("receptor") for row in rows.values()}
    if len(found) > 1:
        raise DataError(f"{what}: its types differ in receptor; put them into edges of their own")
    return found.pop() if found else None


def _check_plain(rows: dict[int, Row], group: Any, config: Config, what: str) -> None:
    """DataError where the synapses are more than a weight and a delay."""
    for number, row in rows.items():
        template, rule = row.get("model_template"), row.get("weight_function")
        if template not in _TEMPLATES:
            raise DataError(
                f"{what}: model_template {template!r} of edge_type_id {number} is none that runs "
                "here; expected static_synapse or none"
            )
        if rule is not None:
            raise DataError(f"{what}: weight_function {rule!r}: weights must be in syn_weight")
        file = row.get("dynamics_params")
        extra = config.component("synaptic_models_dir", str(file), what) if file else {}
        if extra:
            raise DataError(
                f"{what}: {file} gives the synapses {', '.join(extra)}, which static ones have not"
            )
    for each in attribute_groups(group):
        if "model_template" in each:
            raise DataError(f"{what}: model_template must be in the table of types")
        if "dynamics_params" in each and len(each["dynamics_params"]):
            raise DataError(f"{what}: it has dynamics_params, which static synapses have not")
        if "nsyns" in each and (dataset(each, "nsyns", what)[:] != 1).any():
            raise DataError(f"{what}: edges of several synapses (nsyns) must be listed singly")


def _values(group: Any, name: str, rows: dict[int, Row], type_ids: Array, what: str) -> Array:
    """An attribute of every edge: its own, else its type's, else NaN."""
    values = np.full(len(type_ids), np.nan)
    for number, row in rows.items():
        given = row.get(name)
        if given is not None and not isinstance(given, float):
            raise DataError(f"{what}: {name} of edge_type_id {number} is no number: {given!r}")
        if given is not None:
            values[type_ids == number] = given
    holders = [each for each in attribute_groups(group) if name in each]
    if holders:
        index = whole_numbers(group, "edge_group_index", what, len(type_ids))
        for each in holders:
            own = members(group, "edge", each, len(type_ids), what)
            values[own] = numbers(each, name, what, index[own])
    return values


def _end(group: Any, end: str, n: int, what: str) -> tuple[str, Array, tuple[int, int] | None]:
    """(node population, ids, range of ids if known) of the source or target of `n` edges."""
    name = f"{end}_node_id"
    ids, about = whole_numbers(group, name, what, n), group[name].attrs
    if "node_population" not in about:
        raise DataError(f"{what}: {name} has no attribute 'node_population'")
    some = about.get("range")
    between = None if some is None else (int(some[0]), int(some[1]))
    return text(about["node_population"]), ids, between
