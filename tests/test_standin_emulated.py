"""The stand-in for CuPy: what CuPy refuses is refused, what CUDA leaves open is not relied on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from tests import emulation

if not emulation.available():
    pytest.skip("there is no g++", allow_module_level=True)

from tests.emulation import standin
from tests.emulation.examples import compiled, cupy
from tests.emulation.memory import Memory

CUDAError = cupy.cuda.runtime.CUDARuntimeError
ADD = compiled(
    'extern "C" __global__ void add(int* data, int n) { atomicAdd(data + threadIdx.x, n); }'
).get_function("add")
STOP = compiled(
    'extern "C" __global__ void stop(int* data) { if (threadIdx.x) __syncthreads(); }'
).get_function("stop")


def add(data: Any, n: int, stream: Any = None) -> None:
    """Adds to every one of up to 32 numbers."""
    ADD((1,), (data.size,), (data, np.int32(n)), stream=stream)


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    yield
    emulation.defer(False)


@pytest.fixture(params=[False, True], ids=["emulated-at-once", "emulated-deferred"])
def deferred(request: pytest.FixtureRequest) -> bool:
    emulation.defer(request.param)
    return request.param


# --- arrays --------------------------------------------------------------------------------------


def test_arrays_compute_as_numpy_does(deferred: bool) -> None:
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 9, (3, 4)), rng.normal(size=(3, 4)).astype(np.float32)
    x, y = cupy.asarray(a), cupy.asarray(b)
    pairs = [
        (x * 2 + y, a * 2 + b), (x[1:, ::2], a[1:, ::2]), (x[x > 3], a[a > 3]), (-y, -b),
        (x.sum(axis=0), a.sum(axis=0)), (y.max(), b.max()), (x // 2 % 3, a // 2 % 3),
        (cupy.where(x > 3, y, 0), np.where(a > 3, b, 0)), (cupy.cumsum(x), np.cumsum(a)),
        (cupy.flatnonzero(x), np.flatnonzero(a)), (cupy.sort(y.ravel()), np.sort(b.ravel())),
        (cupy.bincount(x.ravel(), minlength=12), np.bincount(a.ravel(), minlength=12)),
        (cupy.diff(x, axis=1), np.diff(a, axis=1)), (cupy.rint(y), np.rint(b)), (x.T, a.T),
        (cupy.searchsorted(cupy.arange(9), x), a), (cupy.unique(x), np.unique(a)),
        (cupy.concatenate([x, x]), np.concatenate([a, a])), (x[0, 1], a[0, 1]),
        (cupy.repeat(x.ravel(), 2), np.repeat(a, 2)), (cupy.maximum(x, 4), np.maximum(a, 4)),
        (x.astype(np.uint8).view(np.int8), a.astype(np.int8)), (1 - y, 1 - b), (x == 3, a == 3),
    ]  # fmt: skip
    for found, expected in pairs:
        assert isinstance(found, cupy.ndarray)
        assert found.dtype == np.asarray(expected).dtype
        assert np.array_equal(found.get(), expected)
    y[1] = 3
    y += x
    b[1] = 3
    assert np.array_equal(y.get(), b + a.astype(np.float32))
    assert (len(x), x.shape, x.nbytes, float(y[1, 0])) == (3, (3, 4), 96, 3.0 + a[1, 0])


REFUSED: dict[str, Callable[[Any, Any], Any]] = {
    "Implicit conversion": lambda x, host: np.asarray(x),
    "Implicit conversion to": lambda x, host: host.__setitem__(slice(None), x),
    "Unsupported type <class 'numpy.ndarray'>": lambda x, host: x + host,
    "Unsupported type <class 'numpy.ndarray'": lambda x, host: host + x,
    "Unsupported type <class 'numpy.nd": lambda x, host: x.__setitem__(slice(None), host),
    "as an index": lambda x, host: x[host.astype(int)],
    "Only cupy arrays": lambda x, host: cupy.cumsum(host),
    "can be set to": lambda x, host: x.set([1.0]),
    "float64 array cannot be set": lambda x, host: x.set(host.astype(np.float64)),
    "float64 array cannot be obtained": lambda x, host: x.get(out=host.astype(np.float64)),
    "should be int": lambda x, host: cupy.repeat(x, x),
}


@pytest.mark.parametrize("message", REFUSED, ids="emulated-{}".format)
def test_mixing_host_and_device_is_refused(message: str) -> None:
    with pytest.raises(TypeError, match=message):
        REFUSED[message](cupy.zeros(3, np.float32), np.zeros(3, np.float32))


def test_emulated_other_refusals() -> None:
    x = cupy.zeros(4, np.float32)
    for shape in ((5,), (2, 2)):
        with pytest.raises(ValueError, match="Shape mismatch"):
            x.set(np.zeros(shape, np.float32))
    with pytest.raises(RuntimeError, match="non-contiguous"):
        x[::2].set(np.zeros(2, np.float32))
    with pytest.raises(ValueError, match="Unsupported dtype"):
        cupy.empty(3, np.dtype([("a", "i4")]))
    for thing, name in ((x, "partition"), (cupy, "fft"), (cupy.cuda, "Memory")):
        with pytest.raises(AttributeError, match=f"emulated .* has no '{name}'"):
            getattr(thing, name)


def test_emulated_device_memory_is_counted_and_freed() -> None:
    before = Memory.used
    x = cupy.zeros(1000, np.float64)
    part = x[10:20]
    assert cupy.get_default_memory_pool().used_bytes() == Memory.used == before + 8000
    del x
    assert Memory.used == before + 8000
    del part
    assert Memory.used == before
    assert cupy.empty(0).data.ptr == 0


def test_emulated_pinned_memory_and_raw_copies(deferred: bool) -> None:
    pinned = np.frombuffer(cupy.cuda.alloc_pinned_memory(16), np.int32)
    pinned[:] = 1, 2, 3, 4
    x, stream = cupy.zeros(4, np.int32), cupy.cuda.Stream(non_blocking=True)
    cupy.cuda.runtime.deviceSynchronize()
    copy = cupy.cuda.runtime.memcpyAsync
    copy(x.data.ptr, pinned.ctypes.data, 16, 1, stream.ptr)
    cupy.cuda.runtime.memsetAsync(x.data.ptr, 0, 4, stream.ptr)
    copy(pinned.ctypes.data, x.data.ptr, 16, 2, stream.ptr)
    assert pinned.tolist() == ([1, 2, 3, 4] if deferred else [0, 2, 3, 4])
    stream.synchronize()
    assert pinned.tolist() == [0, 2, 3, 4]


# --- order of streams ----------------------------------------------------------------------------


def test_work_waits_for_what_synchronizes_emulated() -> None:
    emulation.defer(True)
    one, other = (cupy.cuda.Stream(non_blocking=True) for _ in range(2))
    x = cupy.zeros(4, np.int32)
    cupy.cuda.runtime.deviceSynchronize()
    out = np.full(4, -1, np.int32)
    add(x, 1, one)
    assert x.get(other).tolist() == [0] * 4  # nothing orders the two
    done = one.record()
    add(x, 2, one)
    x.get(one, out=out, blocking=False)
    assert out.tolist() == [-1] * 4
    other.wait_event(done)
    assert x.get(other).tolist() == [1] * 4  # what came before the event, and no more
    one.synchronize()
    assert x.get(other).tolist() == [3] * 4 == out.tolist()


def test_events_and_queries_emulated() -> None:
    emulation.defer(True)
    stream, x = cupy.cuda.Stream(non_blocking=True), cupy.zeros(1, np.int32)
    cupy.cuda.runtime.deviceSynchronize()
    start, end = cupy.cuda.Event(), cupy.cuda.Event()
    start.record(stream)
    add(x, 1, stream)
    end.record(stream)
    with pytest.raises(CUDAError, match="cudaErrorNotReady"):
        cupy.cuda.get_elapsed_time(start, end)
    while not end.done:  # gets there by itself
        assert not stream.done or end.done
    assert cupy.cuda.get_elapsed_time(start, end) >= 0
    assert x.get(stream).tolist() == [1]
    with pytest.raises(CUDAError, match="InvalidResourceHandle"):
        cupy.cuda.get_elapsed_time(start, cupy.cuda.Event(disable_timing=True))


def test_the_null_stream_waits_for_blocking_streams_emulated() -> None:
    emulation.defer(True)
    blocking, free = cupy.cuda.Stream(), cupy.cuda.Stream(non_blocking=True)
    x, y = cupy.zeros(1, np.int32), cupy.zeros(1, np.int32)
    cupy.cuda.runtime.deviceSynchronize()
    add(x, 1, blocking)
    add(y, 1, free)
    assert (x.get().tolist(), y.get().tolist()) == ([1], [0])
    add(x, 1)
    assert x.get(blocking).tolist() == [2]


def test_memory_freed_while_another_stream_uses_it_is_seen_emulated() -> None:
    emulation.defer(True)
    stream, out = cupy.cuda.Stream(non_blocking=True), cupy.zeros(1, np.int32)
    x = cupy.full(4096, 7, np.int32)
    cupy.cuda.runtime.deviceSynchronize()
    cupy.cuda.runtime.memcpyAsync(out.data.ptr, x[2048:].data.ptr, 4, 3, stream.ptr)
    del x
    assert out.get(stream).tolist() != [7]


def test_errors_come_where_they_are_waited_for_emulated() -> None:
    emulation.defer(True)
    x = cupy.zeros(1, np.int32)
    STOP((1,), (32,), (x,))
    with pytest.raises(emulation.KernelError, match="'stop', block"):
        x.get()
    emulation.defer(False)
    with pytest.raises(emulation.KernelError, match="'stop', block"):
        STOP((1,), (32,), (x,))


# --- graphs --------------------------------------------------------------------------------------


def test_graphs_repeat_what_was_recorded(deferred: bool) -> None:
    stream = cupy.cuda.Stream(non_blocking=True)
    x, y, n = cupy.zeros(4, np.int32), cupy.zeros(4, np.int32), np.array([3], np.int32)
    cupy.cuda.runtime.deviceSynchronize()
    with stream:
        assert cupy.cuda.get_current_stream() == stream
        stream.begin_capture()
        ADD((1,), (4,), (x, n))
        x += x
        cupy.cuda.runtime.memcpyAsync(y.data.ptr, x.data.ptr, 16, 3, stream.ptr)
        cupy.cuda.runtime.memsetAsync(x.data.ptr, 0xFF, 4, stream.ptr)
        y[3] = 9
        assert stream.is_capturing()
        graph = stream.end_capture()
    n[:] = 100  # the graph has the 3 of before
    assert x.get(stream).tolist() == [0] * 4
    graph.upload(stream)
    graph.launch(stream)
    assert (x.get(stream).tolist(), y.get(stream).tolist()) == ([-1, 6, 6, 6], [6, 6, 6, 9])
    graph.launch(stream)
    assert (x.get(stream).tolist(), y.get(stream).tolist()) == ([-1, 18, 18, 18], [4, 18, 18, 9])
    with stream:
        stream.begin_capture()
        graph.launch()
        graph.launch()
        twice = stream.end_capture()
    twice.launch(stream)
    assert x.get(stream).tolist() == [-1, 90, 90, 90]


IN_CAPTURE: dict[str, Callable[[Any, Any], Any]] = {
    "allocation": lambda stream, x: cupy.zeros(3),
    "allocation of device": lambda stream, x: x + 1,
    "allocation of device memory": lambda stream, x: cupy.asarray([1]),
    "copy to the host": lambda stream, x: x.get(),
    "copy to the": lambda stream, x: int(x[0]),
    "copy to": lambda stream, x: x.get(out=np.zeros(4, np.int32), blocking=False),
    "copy from the host": lambda stream, x: x.set(np.zeros(4, np.int32)),
    "synchronization of the stream": lambda stream, x: stream.synchronize(),
    "synchronization of the device": lambda stream, x: cupy.cuda.Device(0).synchronize(),
    "query of the stream": lambda stream, x: stream.done,
    "CaptureIsolation": lambda stream, x: stream.wait_event(cupy.cuda.Stream.null.record()),
    "CapturedEvent": lambda stream, x: stream.record().synchronize(),
    "IllegalState": lambda stream, x: stream.begin_capture(),
}


@pytest.mark.parametrize("message", IN_CAPTURE, ids="emulated-{}".format)
def test_what_a_capture_does_not_permit(message: str) -> None:
    stream, x = cupy.cuda.Stream(non_blocking=True), cupy.zeros(4, np.int32)
    with stream:
        stream.begin_capture()
        with pytest.raises(CUDAError, match=message):
            IN_CAPTURE[message](stream, x)
        stream.end_capture()


def test_emulated_capture_and_the_null_stream() -> None:
    with pytest.raises(RuntimeError, match="cannot capture on the default"):
        cupy.cuda.Stream.null.begin_capture()
    with pytest.raises(CUDAError, match="IllegalState"):
        cupy.cuda.Stream().end_capture()
    stream = cupy.cuda.Stream()  # blocking: the null stream would have to wait for it
    stream.begin_capture()
    with pytest.raises(CUDAError, match="CaptureImplicit"):
        add(cupy.zeros(1, np.int32), 1)
    stream.end_capture()
    with pytest.raises(NotImplementedError, match="created via stream capture"):
        cupy.cuda.Graph()


# --- modules -------------------------------------------------------------------------------------


def test_install_and_uninstall_emulated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] in ("cupy", "cupyx")]:
        monkeypatch.delitem(sys.modules, name)
    installed = emulation.install()
    assert emulation.install() is installed
    import cupy as found
    import cupy.cuda.nvrtc
    import cupyx

    assert found is installed
    assert found.cuda.nvrtc.getVersion()[0] == 0  # never the key of a GPU's machine code
    assert cupyx.empty_pinned((2, 3), np.int32).shape == (2, 3)
    assert found.get_array_module(np.zeros(1)) is np
    assert found.get_array_module(found.zeros(1)) is found
    emulation.uninstall()
    assert not any(name.split(".")[0] in ("cupy", "cupyx") for name in sys.modules)


def test_emulated_device_properties() -> None:
    device = cupy.cuda.Device()
    assert device.compute_capability == "90"
    assert device.attributes["MultiProcessorCount"] == 2
    properties = cupy.cuda.runtime.getDeviceProperties(0)
    assert {"name", "multiProcessorCount", "totalGlobalMem", "l2CacheSize"} <= properties.keys()
    free, total = cupy.cuda.runtime.memGetInfo()
    assert total - free == Memory.used
    with pytest.raises(CUDAError, match="InvalidDevice"):
        cupy.cuda.Device(1)
    occupancy = cupy.cuda.driver.occupancyMaxActiveBlocksPerMultiprocessor(ADD.kernel.ptr, 32, 0)
    assert occupancy == 2
    assert standin.modules().keys() >= {"cupy", "cupy.cuda.runtime", "cupyx"}
