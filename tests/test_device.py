"""Why the cupy backend cannot run: each reason is named, with what to do."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from snn.backends.cupy import device

import snn
from snn import backends


class Driver:
    """libcuda as far as it is asked."""

    def __init__(self, status: int = 0, count: int = 1) -> None:
        self.status, self.count = status, count

    def cuInit(self, flags: int) -> int:
        return self.status

    def cuDeviceGetCount(self, count: Any) -> int:
        count._obj.value = self.count
        return 0


class CUDARuntimeError(RuntimeError):
    pass


def fake_cupy(
    runtime: int = 13000, driver: int = 13000, capability: str = "90", starts: bool = True
) -> ModuleType:
    """CuPy as far as it is asked."""

    def count() -> int:
        if not starts:
            raise CUDARuntimeError("cudaErrorInsufficientDriver")
        return 1

    def version() -> tuple[int, int]:
        return 13, 0

    cupy = ModuleType("cupy")
    vars(cupy).update(
        cuda=SimpleNamespace(
            runtime=SimpleNamespace(
                runtimeGetVersion=lambda: runtime,
                driverGetVersion=lambda: driver,
                getDeviceCount=count,
                CUDARuntimeError=CUDARuntimeError,
            ),
            Device=lambda: SimpleNamespace(compute_capability=capability),
            nvrtc=SimpleNamespace(getVersion=version),
        )
    )
    return cupy


def no_nvrtc() -> None:
    raise RuntimeError("libnvrtc.so.13: cannot open shared object file")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets up a driver and CuPy; gives why the backend cannot run."""

    def problem(driver: Any, cupy: ModuleType | None = None, installed: bool = True) -> str | None:
        def load() -> Any:
            if driver is None:
                raise OSError("libcuda.so.1: cannot open shared object file")
            return driver

        monkeypatch.setattr(device, "_driver", load)
        monkeypatch.setattr(device.util, "find_spec", lambda name: installed or None)
        if cupy is not None:
            monkeypatch.setitem(sys.modules, "cupy", cupy)
            monkeypatch.setitem(sys.modules, "cupy.cuda", cupy.cuda)
        device.problem.cache_clear()
        reason = device.problem()
        device.problem.cache_clear()
        return reason

    return problem


def test_no_driver(machine: Any) -> None:
    assert machine(None) == "no NVIDIA driver is installed (libcuda.so.1 is not found)"


def test_driver_that_does_not_start(machine: Any) -> None:
    assert "does not start (CUDA error 999)" in machine(Driver(status=999))


def test_no_gpu(machine: Any) -> None:
    assert "sees no GPU" in machine(Driver(count=0))


def test_no_cupy(machine: Any) -> None:
    assert machine(Driver(), installed=False).endswith("pip install .[gpu]")


def test_driver_too_old(machine: Any) -> None:
    reason = machine(Driver(), fake_cupy(driver=12040))
    assert reason.startswith("the NVIDIA driver supports CUDA 12, cupy needs 13: update")
    assert "update the NVIDIA driver" in machine(Driver(), fake_cupy(starts=False))


def test_no_nvrtc(machine: Any) -> None:
    cupy = fake_cupy()
    cupy.cuda.nvrtc.getVersion = no_nvrtc
    assert machine(Driver(), cupy).startswith("NVRTC, which compiles the kernels, is missing")


def test_gpu_too_old(machine: Any) -> None:
    assert "compute capability 6.1; 7.5 is needed" in machine(Driver(), fake_cupy(capability="61"))


def test_all_well(machine: Any) -> None:
    assert machine(Driver(), fake_cupy()) is None


@pytest.mark.skipif("cupy" in backends.available(), reason="a GPU is here")
def test_asking_for_it_says_why() -> None:
    with pytest.raises(snn.BackendError, match=r"'cupy' cannot run here: .*; or use one of: numpy"):
        snn.Network(backend="cupy")


@pytest.mark.parametrize(("neurons", "picked"), [(1e3, "numba"), (1e6, "cupy")])
def test_auto_takes_the_gpu_where_it_gains(
    neurons: float, picked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SNN_BACKEND", raising=False)
    ready = backends.Entry(backends._BACKENDS["cupy"].load, lambda: None)
    monkeypatch.setitem(backends._BACKENDS, "cupy", ready)
    assert backends.choose("auto", neurons) == picked
