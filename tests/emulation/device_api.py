"""cupy.cuda.runtime, cupy.cuda.driver and cupy.cuda.Device: one small device."""

from __future__ import annotations

from typing import Any

from .errors import CUDARuntimeError
from .kernels import OPT_IN_LIMIT
from .memory import Memory
from .streams import Stream, synchronize_device

MULTIPROCESSORS = 2
BLOCKS_PER_MULTIPROCESSOR = 2
TOTAL_MEMORY = 8 << 30
_ATTRIBUTES = {
    "MultiProcessorCount": MULTIPROCESSORS,
    "WarpSize": 32,
    "MaxThreadsPerBlock": 1024,
    "MaxSharedMemoryPerBlock": 48 * 1024,
    "MaxSharedMemoryPerBlockOptin": OPT_IN_LIMIT,
    "MaxSharedMemoryPerMultiprocessor": 228 * 1024,
    "MaxThreadsPerMultiProcessor": 2048,
    "L2CacheSize": 1 << 20,
    "ComputeCapabilityMajor": 9,
    "ComputeCapabilityMinor": 0,
    "CooperativeLaunch": 1,
}


class runtime:
    """cupy.cuda.runtime."""

    CUDARuntimeError = CUDARuntimeError
    is_hip = False
    memcpyHostToHost, memcpyHostToDevice, memcpyDeviceToHost = 0, 1, 2
    memcpyDeviceToDevice, memcpyDefault = 3, 4
    streamCaptureModeGlobal, streamCaptureModeThreadLocal, streamCaptureModeRelaxed = 0, 1, 2

    @staticmethod
    def getDeviceCount() -> int:
        return 1

    @staticmethod
    def getDevice() -> int:
        return 0

    @staticmethod
    def getDeviceProperties(device: int) -> dict[str, Any]:
        Device(device)
        return {
            "name": b"Emulated device",
            "multiProcessorCount": MULTIPROCESSORS,
            "totalGlobalMem": TOTAL_MEMORY,
            "l2CacheSize": _ATTRIBUTES["L2CacheSize"],
            "sharedMemPerBlock": 48 * 1024,
            "sharedMemPerBlockOptin": OPT_IN_LIMIT,
            "sharedMemPerMultiprocessor": 228 * 1024,
            "maxThreadsPerBlock": 1024,
            "maxThreadsPerMultiProcessor": 2048,
            "warpSize": 32,
            "major": 9,
            "minor": 0,
        }

    @staticmethod
    def memGetInfo() -> tuple[int, int]:
        return TOTAL_MEMORY - Memory.used, TOTAL_MEMORY

    @staticmethod
    def driverGetVersion() -> int:
        return 13000

    @staticmethod
    def runtimeGetVersion() -> int:
        return 13000

    @staticmethod
    def deviceSynchronize() -> None:
        synchronize_device()

    @staticmethod
    def memcpyAsync(dst: int, src: int, size: int, kind: int, stream: int) -> None:
        _stream(stream).copy(dst, src, size)

    @staticmethod
    def memsetAsync(ptr: int, value: int, size: int, stream: int) -> None:
        _stream(stream).fill(ptr, value, size)


class driver:
    """cupy.cuda.driver."""

    @staticmethod
    def occupancyMaxActiveBlocksPerMultiprocessor(
        func: int, blockSize: int, dynamicSMemSize: int
    ) -> int:
        return BLOCKS_PER_MULTIPROCESSOR


class Device:
    """cupy.cuda.Device."""

    compute_capability = "90"
    attributes = _ATTRIBUTES
    pci_bus_id = "0000:00:00.0"

    def __init__(self, device: int = 0) -> None:
        if device != 0:
            raise CUDARuntimeError("cudaErrorInvalidDevice", "invalid device ordinal")
        self.id = device

    def __enter__(self) -> Device:
        return self

    def __exit__(self, *error: object) -> None:
        """There is one device: nothing to return to."""

    def use(self) -> Device:
        return self

    def synchronize(self) -> None:
        runtime.deviceSynchronize()

    @property
    def mem_info(self) -> tuple[int, int]:
        return runtime.memGetInfo()


def _stream(ptr: int) -> Stream:
    stream = Stream.by_pointer.get(ptr)
    if stream is None:
        raise CUDARuntimeError("cudaErrorInvalidResourceHandle", f"no stream {ptr:#x}")
    return stream
