"""Fixtures: every backend that can run here, and every precision."""

from __future__ import annotations

import numpy as np
import pytest

from snn import backends

BACKENDS = backends.available()
PRECISIONS = ["float32", "float64", "float16"]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=PRECISIONS)
def precision(request: pytest.FixtureRequest) -> str:
    return request.param


def same_bits(a: object, b: object) -> bool:
    """Equal shape, dtype and bit pattern: -0.0 differs from 0.0, NaN equals the same NaN."""
    a, b = np.asarray(a), np.asarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
