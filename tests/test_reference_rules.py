"""Learned weights against Brian2, over given spikes; tests/reference/rules.py made the data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import snn
from tests.forced import forced_weights

REFERENCE = json.loads((Path(__file__).parent / "reference" / "rules.json").read_text())


@pytest.mark.parametrize("pairing", ["all", "nearest"])
@pytest.mark.parametrize("name", ["triplet", "power-law"])
def test_learned_weights_equal_those_of_brian2(name: str, pairing: str) -> None:
    ref = REFERENCE
    if name == "triplet":
        rule: snn.PlasticityRule = snn.TripletSTDP(**ref[name], pairing=pairing)
    else:
        rule = snn.STDP(**ref[name], dependence=name, pairing=pairing)
    learned = forced_weights(
        rule, ref["pre"], ref["post"], ref["weight"], ref["delay_steps"], ref["dt"],
        backend="numpy", precision="float64",
    )  # fmt: skip
    expected = ref["learned"][f"{name}, {pairing}"]
    assert max(expected) - min(expected) > 0.2
    assert learned == pytest.approx(expected, abs=1e-11)
