"""States shared without a copy: what is written there the next step uses, on every backend."""

from __future__ import annotations

import numpy as np
import pytest

import snn
from snn import io, ms, mV
from snn.program import host
from tests.conftest import same_bits


def pair(backend, precision="float32"):
    """Two populations in one arena; no spikes in the first steps."""
    net = snn.Network(dt=0.1 * ms, backend=backend, precision=precision)
    A = net.population(snn.LIF(), 5, "A", v=-58 * mV)
    B = net.population(snn.LIF(), 7, "B", v=snn.Uniform(-60, -55))
    net.connect(A, B, "ge", snn.AllToAll(), weight=0.5 * mV)
    return net, A, B


def assign(array, values):
    """Write to an array of NumPy or CuPy."""
    if isinstance(array, np.ndarray):
        array[:] = values
    else:
        array.set(np.full(array.shape, values, array.dtype))


def test_it_is_the_memory_of_the_next_step(backend):
    net, A, B = pair(backend)
    v = io.shared(B[2:], "v")
    assert same_bits(v, B["v"][2:])
    net.run(1 * ms)
    assert same_bits(v, B["v"][2:])  # steps show in it
    values = np.linspace(-59, -54, 5, dtype=np.float32)
    assign(v, values)
    assert same_bits(B["v"][2:], values)  # and so does what is written, at once,
    assign(io.shared(A, "v"), -51)
    other, C, D = pair(backend)
    other.run(1 * ms)
    D[2:]["v"], C["v"] = values, -51
    for each in (net, other):
        each.run(2 * ms)
    for one, two in ((A, C), (B, D)):  # in the next steps as if written to E["v"],
        assert same_bits(one["v"], two["v"]) and same_bits(one["ge"], two["ge"])
    assign(v, values)
    B["tau_m"] = 15 * ms
    assert same_bits(B["v"][2:], values)  # and before a parameter is written


def test_a_checkpoint_has_what_was_written(backend, tmp_path):
    net, A, _ = pair(backend)
    net.run(1 * ms)
    v = io.shared(A, "v")
    assign(v, -52)
    net.save(tmp_path / "net.h5")
    loaded = snn.Network.load(tmp_path / "net.h5", backend="numpy")
    assert (loaded["A"]["v"] == -52).all()


@pytest.mark.parametrize("name", ["numpy", "numba"])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_dlpack_shares_the_memory(name, precision):
    net, A, _ = pair(name, precision)
    v = io.shared(A, "v")
    other = np.from_dlpack(v)
    assert np.shares_memory(other, v)
    assert v.dtype == net.precision.dtype
    assert v.__dlpack_device__() == (1, 0)  # the host
    v[0] = -55
    assert other[0] == A["v"][0] == -55


def test_on_a_gpu_it_is_a_cupy_array():
    cupy = pytest.importorskip("cupy", exc_type=ImportError)
    if "cupy" not in snn.backends.available():
        pytest.skip("no GPU is here")
    _, A, _ = pair("cupy")
    v = io.shared(A, "v")
    assert isinstance(v, cupy.ndarray)
    assert v.__cuda_array_interface__["shape"] == (5,)
    again = cupy.from_dlpack(v)
    again[0] = -55
    assert A["v"][0] == -55


def test_what_cannot_be_shared_is_refused():
    net, A, _ = pair("numpy", "float16")
    with pytest.raises(snn.DataError, match=r"'v' of population 'A' is stored in 16 bits"):
        io.shared(A, "v")
    with pytest.raises(snn.PopulationError, match=r"'tau_m' is not a state .*: v, ge, gi"):
        io.shared(A, "tau_m")
    with pytest.raises(snn.DataError, match="expected a population or a slice; got Network"):
        io.shared(net, "v")
    assert host(io.shared(pair("numpy")[1], "ge")).shape == (5,)
