"""Statistics of spike trains on a strict stand-in for CuPy give what they give on NumPy."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from snn import analysis
from snn.analysis import blocks
from tests import emulation
from tests.conftest import BACKENDS

if "emulated" not in BACKENDS:
    pytest.skip("CuPy is emulated where g++ is and no GPU", allow_module_level=True)

import cupy

WINDOW = {"t_range": (5.0, 95.0)}
STATISTICS: dict[str, Callable[[Any], Any]] = {
    "firing_rate": lambda s: analysis.firing_rate(s, **WINDOW),
    "population_rate": lambda s: analysis.population_rate(s, 5.0, **WINDOW),
    "psth": lambda s: analysis.psth(s, [20.0, 33.0, 80.0], (10.0, 15.0), 2.5, **WINDOW),
    "isi": lambda s: analysis.isi(s, **WINDOW),
    "cv": analysis.cv,
    "cv2": analysis.cv2,
    "lv": analysis.lv,
    "lvr": analysis.lvr,
    "counts": lambda s: analysis.counts(s, 5.0, **WINDOW),
    "fano": lambda s: analysis.fano(s, 5.0, **WINDOW),
    "correlation": lambda s: analysis.correlation(s, 5.0),
    "correlation of some": lambda s: analysis.correlation(s, 5.0, [3, 0, 2], **WINDOW),
    "mean_correlation": lambda s: analysis.mean_correlation(s, 5.0, slice(4)),
    "cross_correlogram": lambda s: analysis.cross_correlogram(s, s, 1.0, 10.0, **WINDOW),
    "synchrony": lambda s: analysis.synchrony(s, neurons=slice(3), **WINDOW),
    "spectrum": lambda s: analysis.spectrum(s, segment=32.0, **WINDOW),
    "bursts": lambda s: analysis.bursts(s, 3.0, 2, **WINDOW),
}


def some_spikes() -> tuple[np.ndarray, np.ndarray, int]:
    """Seven neurons, two of them silent; sorted by time."""
    rng = np.random.default_rng(4)
    return np.sort(rng.uniform(0.0, 100.0, 300)), rng.integers(1, 6, 300).astype(np.int32), 7


def to_host(found: Any) -> list[Any]:
    """Results as NumPy arrays; those of a statistic on the device must be there, but numbers."""
    each = found if isinstance(found, tuple) else (found,)
    assert all(isinstance(part, cupy.ndarray | float) for part in each)
    return [part if isinstance(part, float) else part.get() for part in each]


@pytest.mark.parametrize("order", ["by time", "none"])
@pytest.mark.parametrize("name", STATISTICS)
def test_the_same_numbers(name: str, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("rates", "counts", "correlation"):  # in blocks of little, thus many
        little = lambda n, size=50: blocks.parts(n, min(size, 50))  # noqa: E731
        monkeypatch.setattr(sys.modules[f"snn.analysis.{module}"], "parts", little)
    times, ids, n = some_spikes()
    if order == "none":
        mixed = np.random.default_rng(1).permutation(len(times))
        times, ids = times[mixed], ids[mixed]
    expected = STATISTICS[name]((times, ids, n))
    emulation.defer(True)
    try:
        found = to_host(STATISTICS[name]((cupy.asarray(times), cupy.asarray(ids), n)))
    finally:
        emulation.defer(False)
    expected = expected if isinstance(expected, tuple) else (expected,)
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-13, atol=1e-13)
        assert np.asarray(mine).dtype == np.asarray(theirs).dtype


def test_every_statistic_is_here() -> None:
    elsewhere = {"fi_curve", "SpikeTrains", "trains"}  # fi_curve runs a network
    covered = {name.split()[0] for name in STATISTICS} | elsewhere
    source = inspect.getsource(analysis)
    mine = ("bursts", "correl", "counts", "fi_curve", "intervals", "rates", "spectrum", "synchrony")
    listed = [line.split()[-1] for line in source.splitlines() if line.startswith("from .")
              and line.split()[1].lstrip(".").startswith(mine)]  # fmt: skip
    assert set(listed) <= covered


def test_what_stands_in_for_cupy_is_in_cupy() -> None:
    """Every function of the stand-in, with its keywords: names that CuPy lacks would pass here."""
    named = {
        name: [
            each.name
            for each in inspect.signature(function).parameters.values()
            if each.default is not each.empty
        ]
        for name, function in vars(cupy).items()
        if inspect.isfunction(function) and function.__name__ == name
    }
    code = (
        "import cupy, inspect, json, sys\n"
        "for name, wanted in json.load(sys.stdin).items():\n"
        "    there = inspect.signature(getattr(cupy, name)).parameters\n"
        "    if set(wanted) - set(there) and 'args' not in there: print(name, wanted)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        input=json.dumps(named),
        capture_output=True,
        text=True,
    )
    if "No module named 'cupy'" in done.stderr:
        pytest.skip("CuPy is not installed")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
