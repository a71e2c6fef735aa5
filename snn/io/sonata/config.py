"""SONATA configuration files, and the tables of node and edge types."""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import DataError
from ...program import Array
from ..arrays import existing, reading

_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_NOTHING = ("", "NULL", "NONE", "NAN")
_NUMBERS = ("delay", "syn_weight")  # columns of a table of types that are read as numbers

Row = dict[str, Any]  # column -> number, text, or None


@dataclass
class Config:
    """What a circuit and, where there is one, a simulation say.

    nodes, edges : (HDF5 file, table of types or None). inputs : of the simulation, as they stand
    there, with paths resolved. run : of the simulation, such as dt in ms. own : what only this
    library writes: the seed, and how values are stored.
    """

    path: Path
    simulator: str = ""
    nodes: list[tuple[Path, Path | None]] = field(default_factory=list)
    edges: list[tuple[Path, Path | None]] = field(default_factory=list)
    components: dict[str, Path] = field(default_factory=dict)
    inputs: dict[str, Row] = field(default_factory=dict)
    run: Row = field(default_factory=dict)
    node_sets: dict[str, Any] = field(default_factory=dict)
    own: Row = field(default_factory=dict)

    def component(self, kind: str, name: str, what: str) -> Row:
        """A JSON file of parameters from the folder `kind`; DataError if it is not there."""
        folder = self.components.get(kind)
        if folder is None:
            raise DataError(f"{what}: {name} is in {kind!r}, which {self.path} does not name")
        return _json(existing(folder / name, what), what)


def read_config(path: str | Path) -> Config:
    """A circuit configuration; or that of a simulation, or of both, with the circuit it names."""
    path = existing(path, "read_sonata")
    with reading(path, "read_sonata"):
        return _config(path)


def _config(path: Path) -> Config:
    tree = _resolved(path)
    if "networks" in tree:
        return _circuit(path, tree)
    if "network" not in tree:
        raise DataError(
            f"read_sonata: {path} has neither 'networks' (of a circuit) nor 'network' (its path)"
        )
    config = _circuit(Path(tree["network"]), _resolved(existing(tree["network"], "read_sonata")))
    simulation = tree
    if "simulation" in tree:  # a file that names both
        simulation = _resolved(existing(tree["simulation"], "read_sonata"))
    config.inputs, config.run = simulation.get("inputs", {}), simulation.get("run", {})
    config.own = simulation.get("snn", {})
    config.simulator = str(simulation.get("target_simulator", config.simulator))
    if "node_sets_file" in simulation:
        sets = Path(simulation["node_sets_file"])
        config.node_sets = _json(existing(sets, "read_sonata"), "read_sonata")
    return config


def _circuit(path: Path, tree: Row) -> Config:
    config = Config(path, str(tree.get("target_simulator", "")))
    with reading(path, "read_sonata"):
        _take_files(config, tree)
    return config


def _take_files(config: Config, tree: Row) -> None:
    for kind, files in (("nodes", config.nodes), ("edges", config.edges)):
        types = f"{kind[:-1]}_types_file"
        for entry in tree["networks"].get(kind, []):
            if not entry.get("enabled", True):
                continue
            if f"{kind}_file" not in entry:
                raise DataError(
                    f"read_sonata: {config.path}: an entry of {kind!r} has no '{kind}_file'"
                )
            table = entry.get(types)
            named = None if table in (None, "NULL", "") else Path(table)
            files.append((Path(entry[f"{kind}_file"]), named))
    config.components = {k: Path(v) for k, v in tree.get("components", {}).items()}


def _resolved(path: Path) -> Row:
    """A JSON file with the manifest's variables filled in and paths made absolute.

    Names that are no path may have a "$". The standard knows configdir and workingdir without a
    manifest.
    """
    tree = _json(path, "read_sonata")
    known = {"configdir": str(path.resolve().parent), "workingdir": os.getcwd()}
    manifest = known | {key.strip("${}"): value for key, value in tree.pop("manifest", {}).items()}

    def text(value: str) -> str:
        for _ in range(len(manifest) + 1):
            names = _VARIABLE.findall(value)
            if not names:
                break
            for name in names:
                if name not in manifest:
                    raise DataError(f"read_sonata: {path}: ${name} is not in its 'manifest'")
            value = _VARIABLE.sub(lambda found: str(manifest[found[1]]), value)
        else:
            raise DataError(f"read_sonata: {path}: {value!r} names itself in its 'manifest'")
        return value

    def filled(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {k: filled(k, v) for k, v in value.items()}
        if isinstance(value, list):
            return [filled(key, v) for v in value]
        is_path = key.endswith(("_file", "_dir")) or key in ("network", "simulation")
        if not is_path or not isinstance(value, str) or value in ("", "NULL"):
            return value
        return str(path.parent / text(value))

    return {key: filled(key, value) for key, value in tree.items()}


def _json(path: Path, what: str) -> Row:
    try:
        tree = json.loads(path.read_text())
    except ValueError as error:
        raise DataError(f"{what}: {path} is no JSON ({error})") from None
    if not isinstance(tree, dict):
        raise DataError(f"{what}: {path} holds no object {{...}}")
    return tree


@dataclass(frozen=True)
class Types:
    """A table of node or edge types: (population, or None for all; type id) -> its row."""

    path: Path | None
    key: str
    rows: dict[tuple[str | None, int], Row] = field(default_factory=dict)

    def of(self, population: str, type_ids: Array, what: str) -> dict[int, Row]:
        """type id -> row, of those that a population uses; DataError where one has none."""
        found: dict[int, Row] = {}
        for number in map(int, np.unique(type_ids)):
            general = self.rows.get((None, number), {} if self.path is None else None)
            row = self.rows.get((population, number), general)
            if row is None:
                raise DataError(
                    f"{what}: {self.key} {number} is not in its table of types, {self.path}"
                )
            found[number] = row
        return found


def read_types(path: Path | None, key: str) -> Types:
    """A table of types by node_type_id or edge_type_id (`key`); empty without a file."""
    types = Types(path, key)
    if path is None:
        return types
    with reading(existing(path, "read_sonata"), "read_sonata"), path.open(newline="") as file:
        rows = [r for r in csv.reader(file, delimiter=" ", skipinitialspace=True) if r]
    head, *body = rows or [[]]
    if key not in head:
        raise DataError(f"read_sonata: {path} has no column {key!r}; columns: {', '.join(head)}")
    for cells in body:
        row = {name: _value(name, cell) for name, cell in zip(head, cells, strict=False)}
        number = str(row.get(key)).removesuffix(".0")
        if not re.fullmatch(r"-?\d+", number):
            raise DataError(f"read_sonata: {path}: {key} must be a whole number; got {number}")
        which = row.get("population"), int(number)
        if which in types.rows:
            of = "" if which[0] is None else f" of population {which[0]!r}"
            raise DataError(f"read_sonata: {path}: {key} {number}{of} is there twice")
        types.rows[which] = row
    return types


def _value(column: str, cell: str) -> Any:
    if cell.strip().upper() in _NOTHING:
        return None
    try:
        return float(cell) if column in _NUMBERS else cell
    except ValueError:
        return cell
