"""The auditory cortex of Park & Geffen (2020): its parts, and forward suppression."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn.circuits import auditory_microcircuit
from snn.circuits.auditory_cells import Pyramidal
from snn.circuits.auditory_microcircuit import thalamic
from tests.conftest import BACKENDS, same_bits
from tests.networks import run_recorded
from tests.single import Neurons

REFERENCE = json.loads((Path(__file__).parent / "reference" / "auditory.json").read_text())
LIGHT: dict[str, dict[str, float]] = {"control": {}, "PV": {"PV": -100.0}, "SST": {"SST": -1000.0}}


def rates(column: int, **arguments: Any) -> dict[str, np.ndarray]:
    """Rates (Hz) of a column's populations in the windows of the reference."""
    net = auditory_microcircuit(backend="numba", **arguments)
    recorded = {name: net.record(net[f"{name}{column}"], "spikes") for name in ("E", "PV", "SST")}
    net.run(300.0)
    found = {}
    for name, spikes in recorded.items():
        t = spikes.times
        per_ms = [np.sum((t > a) & (t < b)) / (b - a) for a, b in REFERENCE["windows"]]
        found[name] = 1000.0 * np.array(per_ms) / spikes.n
    return found


def suppressed(rate: dict[str, np.ndarray]) -> float:
    """The response of E to the second tone over that to the first."""
    return float(rate["E"][2] / rate["E"][1])


def test_it_has_the_published_parts() -> None:
    net = auditory_microcircuit(backend="numpy")
    assert {p.name[:-1]: p.n for p in net.populations} == {"E": 1600, "PV": 200, "SST": 200}
    assert len(net.populations) == 9
    assert len(net.projections) == 3 * 7 + 4 * 3
    assert len(auditory_microcircuit(columns=1, backend="numpy").projections) == 7
    total = {  # conductance (nS) if all pairs were joined, and the probability that they are
        "E1->E1": (10, 0.1), "PV2->E2": (40, 0.6), "SST2->E2": (20, 0.6), "E2->PV2": (2, 0.6),
        "PV2->PV2": (40, 0.6), "SST3->PV3": (40, 0.6), "E3->SST3": (120, 0.6), "E2->E1": (10, 0.1),
        "E2->PV3": (2, 0.1), "E1->SST2": (120, 0.1),
    }  # fmt: skip
    projection = {p.name: p for p in auditory_microcircuit(0.1, backend="numpy").projections}
    for name, (conductance, p) in total.items():
        q = projection[name]
        assert q["weight"] * q.source.n == pytest.approx(conductance, rel=5e-3)
        assert q.connectivity.p == p


def test_thalamic_input_is_the_closed_form() -> None:
    """In a tone i = 1 - exp(-t), D_fast = exp(-t / 10), D_slow falls to 0.2 with 1/T = 1/1000 +
    1/250; after it D_slow recovers with 1000 ms."""
    dt = 0.01
    t = dt * np.arange(12000)
    first, second = t < 50.0, (t >= 100.0) & (t < 110.0)
    found = thalamic((first | second).astype(float)[:, None], dt)[:, 0]
    slow = 0.2 + 0.8 * np.exp(-t / 200.0)
    expected = (1.0 - np.exp(-t)) * np.exp(-t / 10.0) * slow
    np.testing.assert_allclose(found[first], expected[first], atol=5e-3)
    after = 1.0 - (1.0 - (0.2 + 0.8 * np.exp(-0.25))) * np.exp(-0.05)  # D_slow at 100 ms
    fast = 1.0 - (1.0 - np.exp(-5.0)) * np.exp(-5.0)
    s = t[second] - 100.0
    expected = (
        (1.0 - np.exp(-s)) * fast * np.exp(-s / 10.0) * (0.2 + (after - 0.2) * np.exp(-s / 200))
    )
    np.testing.assert_allclose(found[second], expected, atol=5e-3)


def test_depression_of_an_excitatory_cell_follows_its_tone() -> None:
    """D of a driven cell, while it fires and rests: what arrives at `tone` is never lost."""
    cell = Neurons(Pyramidal(preset="excitatory"), {"sound": snn.Delta(onto="tone")}, v=-50.0)
    depressed, spikes = [], 0
    for _ in range(500):
        spikes += int(cell.step({"I": 1200.0, "sound": 1.0})[0])
        depressed.append(cell["D"][0])
    assert spikes > 3
    t = 0.1 * np.arange(1, 501)
    np.testing.assert_allclose(depressed, 0.2 + 0.8 * np.exp(-t / 200.0), atol=1e-3)
    for _ in range(500):
        cell.step()
    assert cell["D"][0] == pytest.approx(1.0 - (1.0 - depressed[-1]) * np.exp(-0.05), abs=1e-3)


def test_sst_cells_suppress_the_response_to_a_second_tone() -> None:
    """Forward suppression is weaker without them, as Phillips et al. 2017 found; half a column."""
    control = rates(1, scale=0.5, columns=1, seed=2)
    without = rates(1, scale=0.5, columns=1, seed=2, light=LIGHT["SST"])
    assert suppressed(control) < 0.45 < suppressed(without) < 0.7
    assert np.all(without["E"] > control["E"])
    assert without["SST"][0] == 0.0


@pytest.mark.slow
def test_rates_and_suppression_are_those_of_the_authors_program() -> None:
    """Means of six seeds and of their three, within what 100 to 1,000 spikes and wiring allow."""
    ratio = {}
    for name, light in LIGHT.items():
        ours = [rates(2, seed=seed, light=light) for seed in range(6)]
        theirs = REFERENCE["rates"][name]
        for population in ("E", "PV", "SST"):
            a = np.mean([run[population] for run in ours], axis=0)
            b = np.mean([run[population] for run in theirs], axis=0)
            np.testing.assert_allclose(a, b, rtol=0.12, atol=0.6)
        ratio[name] = np.mean([suppressed(run) for run in ours])
    assert ratio["PV"] < ratio["control"] - 0.03
    assert ratio["SST"] > ratio["control"] + 0.1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scale": 0.0}, r"scale must be a number, > 0; got 0.0"),
        ({"columns": 0}, r"columns must be a whole number, >= 1; got 0"),
        ({"columns": 2.0}, r"columns must be a whole number, >= 1; got 2.0"),
        ({"lateral": np.nan}, r"lateral must be a number, finite; got nan"),
        ({"tones": [(10.0, 5.0, 1)]}, r"a tone is \(start, end, column\) .* got \(10.0, 5.0, 1\)"),
        ({"tones": [(0.0, 5.0, 4)]}, r"a column from 1 to 3; got \(0.0, 5.0, 4\)"),
        ({"tones": [(0, 5)]}, r"a tone is \(start, end, column\) .* got \(0, 5\)"),
        ({"tones": [(0, np.inf, 1)]}, r"a tone is .* got \(0, inf, 1\)"),
        ({"light": {"PV": "a"}}, r"light\['PV'\] must be a number, finite; got 'a'"),
        ({"light": {"SOM": 1.0}}, r"light is onto 'E', 'PV' or 'SST'; got 'SOM'"),
    ],
)
def test_errors(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(snn.SNNError, match=message):
        auditory_microcircuit(**arguments)


def test_the_same_bits_on_every_backend() -> None:
    """With tones from the start, in 64 excitatory and 16 other cells."""
    tones = [(1.0, 9.0, 1), (12.0, 18.0, 2)]
    found = [
        run_recorded(auditory_microcircuit(0.02, 2, tones, 1500.0, backend=name, seed=4), 25.0)
        for name in BACKENDS
    ]
    assert all(len(found[0][f"{name}.ids"]) > 3 for name in ("E1", "PV1", "SST2"))
    for other in found[1:]:
        assert [name for name in found[0] if not same_bits(found[0][name], other[name])] == []
