"""SONATA configuration files, and the tables of node and edge types."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import DataError
from ..arrays import existing

_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_NOTHING = ("", "NULL", "NONE", "NAN")

Row = dict[str, Any]  # column -> number, text, or None


@dataclass
class Config:
    """What a circuit and, where there is one, a simulation say.

    nodes, edges : (HDF5 file, table of types or None). inputs : of the simulation, as they stand
    there, with paths resolved. run : of the simulation, such as dt in ms.
    """

    path: Path
    simulator: str = ""
    nodes: list[tuple[Path, Path | None]] = field(default_factory=list)
    edges: list[tuple[Path, Path | None]] = field(default_factory=list)
    components: dict[str, Path] = field(default_factory=dict)
    inputs: dict[str, Row] = field(default_factory=dict)
    run: Row = field(default_factory=dict)
    node_sets: dict[str, Any] = field(default_factory=dict)

    def component(self, kind: str, name: str, what: str) -> Row:
        """A JSON file of parameters from the folder `kind`; DataError if it is not there."""
        folder = self.components.get(kind)
        if folder is None:
            raise DataError(f"{what}: {name} is in {kind!r}, which {self.path} does not name")
        return _json(existing(folder / name, what), what)


def read_config(path: str | Path) -> Config:
    """A circuit configuration; or that of a simulation, or of both, with the circuit it names."""
    path = existing(path, "read_sonata")
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
    if "node_sets_file" in simulation:
        sets = Path(simulation["node_sets_file"])
        config.node_sets = _json(existing(sets, "read_sonata"), "read_sonata")
    return config


def _circuit(path: Path, tree: Row) -> Config:
    config = Config(path, str(tree.get("target_simulator", "")))
    for kind, files in (("nodes", config.nodes), ("edges", config.edges)):
        types = f"{kind[:-1]}_types_file"
        for entry in tree["networks"].get(kind, []):
            if not entry.get("enabled", True):
                continue
            if f"{kind}_file" not in entry:
                raise DataError(f"read_sonata: {path}: an entry of {kind!r} has no '{kind}_file'")
            table = entry.get(types)
            named = None if table in (None, "NULL", "") else Path(table)
            files.append((Path(entry[f"{kind}_file"]), named))
    config.components = {k: Path(v) for k, v in tree.get("components", {}).items()}
    return config


def _resolved(path: Path) -> Row:
    """A JSON file with the manifest's variables filled in and paths made absolute."""
    tree = _json(path, "read_sonata")
    manifest = {key.strip("${}"): value for key, value in tree.pop("manifest", {}).items()}

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
        if not isinstance(value, str):
            return value
        value = text(value)
        is_path = key.endswith(("_file", "_dir")) or key in ("network", "simulation")
        return str(path.parent / value) if is_path and value not in ("", "NULL") else value

    return {key: filled(key, value) for key, value in tree.items()}


def _json(path: Path, what: str) -> Row:
    try:
        tree = json.loads(path.read_text())
    except ValueError as error:
        raise DataError(f"{what}: {path} is no JSON ({error})") from None
    if not isinstance(tree, dict):
        raise DataError(f"{what}: {path} holds no object {{...}}")
    return tree


def read_types(path: Path | None, key: str) -> dict[int, Row]:
    """A table of types, {node_type_id or edge_type_id (`key`): its row}; empty without a file."""
    if path is None:
        return {}
    with existing(path, "read_sonata").open(newline="") as file:
        rows = [r for r in csv.reader(file, delimiter=" ", skipinitialspace=True) if r]
    head, *body = rows or [[]]
    if key not in head:
        raise DataError(f"read_sonata: {path} has no column {key!r}; columns: {', '.join(head)}")
    found: dict[int, Row] = {}
    for cells in body:
        row = {name: _value(cell) for name, cell in zip(head, cells, strict=False)}
        found[int(row[key])] = row
    return found


def _value(cell: str) -> Any:
    if cell.strip().upper() in _NOTHING:
        return None
    try:
        return float(cell)
    except ValueError:
        return cell
