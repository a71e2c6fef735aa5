"""Fixtures: every backend that can run here, and every precision.

Where no GPU is, the cupy backend runs as "emulated": the same kernels, built by g++.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from snn import backends
from snn.program import host
from tests import emulation

if TYPE_CHECKING:
    from snn.backends.base import Backend


def emulated() -> Backend:
    """The cupy backend on the stand-in for CuPy."""
    from snn.backends.cupy.backend import CupyBackend

    backend = CupyBackend()
    backend.name = "emulated"
    return backend


if emulation.available() and "cupy" not in backends.available():
    emulation.install()
    backends.register("emulated", emulated)

BACKENDS = backends.available()
REQUIRED = os.environ.get("SNN_REQUIRE")  # `make gpu`: what is skipped elsewhere must run
if REQUIRED is not None and REQUIRED not in BACKENDS:
    pytest.exit(f"{REQUIRED} is required: {backends.problem(REQUIRED)}", returncode=1)
PRECISIONS = ["float32", "float64", "float16"]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=PRECISIONS)
def precision(request: pytest.FixtureRequest) -> str:
    return request.param


def same_bits(a: object, b: object) -> bool:
    """Equal shape, dtype and bit pattern: -0.0 differs from 0.0, NaN equals the same NaN."""
    a, b = np.asarray(host(a)), np.asarray(host(b))
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
