"""Distances, windows, time surfaces on a strict stand-in for CuPy give what they give on NumPy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from snn import analysis
from tests import emulation
from tests.conftest import BACKENDS

if "emulated" not in BACKENDS:
    pytest.skip("CuPy is emulated where g++ is and no GPU", allow_module_level=True)

import cupy

WINDOW = {"t_range": (5.0, 95.0)}
ON_HOST: dict[str, Callable[[Any], Any]] = {  # compiled loops on the CPU: the result is NumPy's
    "victor_purpura": lambda s: analysis.victor_purpura(s, 0.1, **WINDOW),
    "van_rossum": lambda s: analysis.van_rossum(s, 5.0, **WINDOW),
    "isi_distance": lambda s: analysis.isi_distance(s, **WINDOW),
    "spike_distance": lambda s: analysis.spike_distance(s, **WINDOW),
    "windows": lambda s: analysis.windows(s, 20.0, 5.0, **WINDOW),
}


def spikes_of(xp: Any) -> tuple[Any, Any, int]:
    """Seven neurons, two of them silent; with equal times, in no order."""
    rng = np.random.default_rng(4)
    times = rng.integers(0, 400, 200) * 0.25
    return xp.asarray(times), xp.asarray(rng.integers(1, 6, 200).astype(np.int32)), 7


@pytest.mark.parametrize("name", ON_HOST)
def test_what_is_compiled_takes_arrays_of_the_device(name: str) -> None:
    found = ON_HOST[name](spikes_of(cupy))
    assert isinstance(found, np.ndarray)
    assert np.array_equal(found, ON_HOST[name](spikes_of(np)))


def test_a_time_surface_stays_on_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["snn.analysis.surface"], "_CELLS", 20)
    at = np.array([50.0, 0.0, 5.25, 99.0, 20.0, 20.0, 3.0])
    expected = analysis.time_surface(spikes_of(np), at, 8.0, **WINDOW)
    emulation.defer(True)
    try:
        found = analysis.time_surface(spikes_of(cupy), at, 8.0, **WINDOW)
        assert isinstance(found, cupy.ndarray)
        found = found.get()
    finally:
        emulation.defer(False)
    np.testing.assert_allclose(found, expected, rtol=1e-14)
