"""Whether a GPU can be used here, what it is, and why not."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from importlib import util
from typing import Any

OLDEST = 75  # compute capability, times ten: __match_any_sync, and what the tests compile for


def _driver() -> Any:
    """The driver's own library; OSError where there is none. It takes no CuPy to ask it."""
    return ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")


def driver_problem() -> str | None:
    """Why the driver gives no GPU; None if it gives one."""
    try:
        driver = _driver()
    except OSError:
        return "no NVIDIA driver is installed (libcuda.so.1 is not found)"
    count = ctypes.c_int(0)
    status = driver.cuInit(0)
    if status == 0:
        status = driver.cuDeviceGetCount(ctypes.byref(count))
    if status != 0:
        return f"the NVIDIA driver does not start (CUDA error {status}); nvidia-smi may say more"
    return None if count.value else "the NVIDIA driver sees no GPU (is CUDA_VISIBLE_DEVICES empty?)"


@cache
def problem() -> str | None:
    """Why the cupy backend cannot run here, and what to do; None if it can."""
    reason = driver_problem()
    if reason is not None:
        return reason
    if util.find_spec("cupy") is None:
        return "the package cupy is not installed: pip install .[gpu]"
    return _cupy_problem()


def _cupy_problem() -> str | None:
    """What keeps CuPy from using the GPU that the driver has."""
    try:
        import cupy
        from cupy.cuda import nvrtc
    except ImportError as error:
        return f"cupy cannot be imported ({error}): reinstall it, pip install .[gpu]"
    runtime = cupy.cuda.runtime
    try:
        wanted, supported = runtime.runtimeGetVersion(), runtime.driverGetVersion()
        runtime.getDeviceCount()
    except runtime.CUDARuntimeError as error:
        return f"CUDA does not start ({error}): update the NVIDIA driver"
    if supported // 1000 < wanted // 1000:
        return (
            f"the NVIDIA driver supports CUDA {supported // 1000}, cupy needs {wanted // 1000}: "
            f"update the driver, or pip install cupy-cuda{supported // 1000}x"
        )
    try:
        nvrtc.getVersion()
    except Exception as error:  # CuPy raises RuntimeError or what the loader says
        return f"NVRTC, which compiles the kernels, is missing ({error}): pip install .[gpu]"
    capability = str(cupy.cuda.Device().compute_capability)
    if int(capability) < OLDEST:
        return f"the GPU has compute capability {capability[:-1]}.{capability[-1]}; 7.5 is needed"
    return None


def describe() -> list[str]:
    """One line per GPU: its name, memory, compute capability."""
    import cupy

    lines = []
    for k in range(cupy.cuda.runtime.getDeviceCount()):
        p = cupy.cuda.runtime.getDeviceProperties(k)
        name = p["name"].decode() if isinstance(p["name"], bytes) else p["name"]
        lines.append(
            f"{name}, {p['totalGlobalMem'] / 2**30:.0f} GiB, {p['multiProcessorCount']} "
            f"multiprocessors, compute capability {p['major']}.{p['minor']}"
        )
    return lines


def versions() -> str:
    """Of CUDA: what the driver supports, the runtime and NVRTC."""
    import cupy
    from cupy.cuda import nvrtc

    def shown(v: int) -> str:
        return f"{v // 1000}.{v % 1000 // 10}"

    runtime = cupy.cuda.runtime
    major, minor = nvrtc.getVersion()
    return (
        f"driver {shown(runtime.driverGetVersion())}, runtime "
        f"{shown(runtime.runtimeGetVersion())}, NVRTC {major}.{minor}"
    )
