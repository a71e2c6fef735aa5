"""SONATA files that are broken: each is a DataError that names the file and what is wrong."""

from __future__ import annotations

import json

import h5py
import numpy as np
import pytest

import snn
from snn import io
from tests.test_io_sonata_files import folder as folder
from tests.test_io_sonata_files import written as written


def h5(file, where, value):
    """Change a dataset of a file, or delete it."""

    def change(folder):
        with h5py.File(folder / file, "r+") as tree:
            del tree[where]
            if value is not None:
                tree[where] = value

    return change


def ends(value):
    def change(folder):
        h5("edges.h5", "edges/PE/source_node_id", value)(folder)
        with h5py.File(folder / "edges.h5", "r+") as tree:
            tree["edges/PE/source_node_id"].attrs["node_population"] = "P"

    return change


def cut(file, n):
    return lambda folder: (folder / file).write_bytes((folder / file).read_bytes()[:n])


def written_as(file, **changes):
    """Change entries of a JSON file."""

    def change(folder):
        path = folder / file
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


def replaced(file, old, new):
    """Change bytes of a text."""

    def change(folder):
        content = (folder / file).read_bytes()
        assert old in content
        (folder / file).write_bytes(content.replace(old, new))

    return change


EE, PARAMS = "edges/EE", "nodes/E/0/dynamics_params"
BROKEN = {
    "nodes cut": (cut("nodes.h5", 900), "nodes.h5"),
    "edges cut": (cut("edges.h5", 4000), "edges.h5"),
    "inputs cut": (cut("inputs.h5", 900), "inputs.h5"),
    "no HDF5": (replaced("nodes.h5", b"HDF", b"XYZ"), "nodes.h5 is no HDF5 file"),
    "id too large": (ends(np.full(18, 2**33)), r"PE/source_node_id has 8589934592; expected 0"),
    "id negative": (ends(np.full(18, -1)), r"PE/source_node_id has -1; expected 0"),
    "id a fraction": (ends(np.full(18, 1.7)), "source_node_id holds float64; expected whole"),
    "id a text": (ends([b"a"] * 18), "source_node_id holds .*; expected whole numbers"),
    "id beyond": (ends(np.full(18, 7)), "'PE'.*7"),
    "ids fewer": (ends(np.zeros(5, int)), r"source_node_id has shape \(5,\); expected 18 rows"),
    "group index": (h5("edges.h5", f"{EE}/edge_group_index", [12] * 12), "no row 12"),
    "group ids": (h5("edges.h5", f"{EE}/edge_group_id", [0]), "edge_group_id has shape"),
    "delay a text": (h5("edges.h5", f"{EE}/0/delay", [b"a"] * 12), "delay holds"),
    "type a text": (h5("nodes.h5", "nodes/E/node_type_id", [b"a"] * 6), "node_type_id holds"),
    "params": (h5("nodes.h5", PARAMS, [1.0]), "has no group 'dynamics_params'"),
    "params fewer": (h5("nodes.h5", f"{PARAMS}/tau_m", [1.0]), "tau_m has 1 rows, and no row 5"),
    "spikes a dataset": (h5("inputs.h5", "spikes", [1.0]), "/ has no group 'spikes'"),
    "spike far": (h5("inputs.h5", "spikes/P/node_ids", [0, 1, 2**40]), "has 1099511627776"),
    "spike early": (h5("inputs.h5", "spikes/P/timestamps", [-1.0, 1, 2]), "before time 0"),
    "networks": (written_as("circuit_config.json", networks=[1]), "circuit_config.json"),
    "entry": (written_as("circuit_config.json", networks={"nodes": ["a"]}), "circuit_config.json"),
    "inputs": (written_as("simulation_config.json", inputs=["a"]), "simulation_config.json"),
    "dt": (written_as("simulation_config.json", run={"dt": "a"}), "simulation_config.json"),
    "receptors": (written_as("parameters/E.json", receptors=[1]), "receptors must be an object"),
    "parameter": (written_as("parameters/E.json", tau_x=1.0), "nodes 'E': .*tau_x"),
    "receptor": (written_as("parameters/E.json", receptors={"ex": 3}), "no receptor '3'"),
    "template": (replaced("node_types.csv", b"snn:LIF", b"snn:units"), "'snn:units' is not one of"),
    "type id": (replaced("node_types.csv", b"1 E", b"NULL E"), "node_type_id must be a whole"),
    "not UTF-8": (replaced("node_types.csv", b"snn:LIF", b"\xff"), "node_types.csv"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named(folder, name):
    change, message = BROKEN[name]
    change(folder)
    with pytest.raises(snn.DataError, match=message):
        io.read_sonata(folder / "simulation_config.json", backend="numpy")


def test_a_state_that_is_missing_has_its_first_value(folder):
    h5("nodes.h5", f"{PARAMS}/v", None)(folder)
    net = io.read_sonata(folder / "simulation_config.json", backend="numpy")
    assert (net["E"]["v"] == net["E"]["v_rest"]).all()
