"""Rate projections of the cupy backend: in any order of threads, in deferred streams, strictly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests import emulation
from tests.conftest import BACKENDS, same_bits
from tests.rate_networks import learning, static, values

if "emulated" not in BACKENDS:
    pytest.skip("kernels are emulated where g++ is and no GPU", allow_module_level=True)

import cupy


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    emulation.schedule(0)
    emulation.defer(False)


def after(make: Any, duration: float, **options: Any) -> dict[str, np.ndarray]:
    """All rates and weights of a network after a run."""
    net = make(backend="emulated", **options)
    net.run(duration)
    return values(net)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_bits_do_not_depend_on_the_order_of_threads(precision: str) -> None:
    expected = after(static, 30.0, precision=precision)
    for order in range(1, 5):
        emulation.schedule(order)
        found = after(static, 30.0, precision=precision)
        assert [k for k in expected if not same_bits(expected[k], found[k])] == []


def test_nothing_relies_on_a_stream_that_works_at_once() -> None:
    expected = after(learning, 30.0)
    emulation.defer(True)
    found = after(learning, 30.0)
    assert [k for k in expected if not same_bits(expected[k], found[k])] == []


def test_bits_do_not_depend_on_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = after(learning, 30.0)
    monkeypatch.setenv("SNN_GRAPHS", "0")
    found = after(learning, 30.0)
    assert [k for k in expected if not same_bits(expected[k], found[k])] == []


def test_steps_between_captured_graphs_are_of_one_step() -> None:
    net = learning(backend="emulated")
    net.run(5.0)
    graphs = net._built.compiled()._graphs  # type: ignore[union-attr,attr-defined]
    assert {steps for steps, _ in graphs} == {1}


def test_products_multiply_as_numpy_does_and_refuse_what_cupy_refuses() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(3, 4, 5)), rng.normal(size=(3, 5, 1))
    on = cupy.asarray(a), cupy.asarray(b)
    assert same_bits(cupy.matmul(*on), a @ b) and same_bits(on[0] @ on[1], a @ b)
    out = cupy.empty((3, 4, 1))
    assert cupy.matmul(*on, out=out) is out and same_bits(out, a @ b)
    with pytest.raises(TypeError, match="one dtype"):
        cupy.matmul(on[0], on[1].astype(np.float32))
    with pytest.raises(TypeError, match="Only cupy arrays"):
        cupy.matmul(on[0], b)
    with pytest.raises(ValueError, match="mismatch"):
        cupy.matmul(on[0], on[0])
