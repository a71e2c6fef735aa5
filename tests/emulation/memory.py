"""Device memory: blocks of exactly the size asked for, poisoned, freed when nothing refers to them."""

from __future__ import annotations

from typing import Any

import numpy as np

from .library import runtime


class Memory:
    """One allocation. NumPy reads and writes it as bytes through the array interface."""

    used = 0  # bytes, of all allocations that live
    peak = 0  # the most that they were; a test sets it back

    def __init__(self, size: int) -> None:
        self.size = 0  # until it is allocated, so that __del__ has nothing to free
        self._free = runtime().emulation_free
        self.ptr: int = (runtime().emulation_allocate(size) or 0) if size else 0
        if size and not self.ptr:
            raise MemoryError(f"no {size} bytes for device memory")
        self.size = size
        Memory.used += size
        Memory.peak = max(Memory.peak, Memory.used)

    @property
    def __array_interface__(self) -> dict[str, Any]:
        return {"version": 3, "typestr": "|u1", "shape": (self.size,), "data": (self.ptr, False)}

    def bytes(self) -> Any:
        """The memory as a NumPy array of uint8 that keeps it alive."""
        return np.asarray(self) if self.size else np.empty(0, np.uint8)

    def __del__(self) -> None:
        if self.size:
            self._free(self.ptr)
            Memory.used -= self.size


class MemoryPointer:
    """cupy.cuda.MemoryPointer: an address in device memory, and what keeps it valid."""

    def __init__(self, mem: Any, ptr: int) -> None:
        self.mem = mem
        self.ptr = ptr


class MemoryPool:
    """cupy.cuda.MemoryPool as far as it tells how much is in use; it keeps nothing back."""

    def used_bytes(self) -> int:
        return Memory.used

    def total_bytes(self) -> int:
        return Memory.used

    def free_bytes(self) -> int:
        return 0

    def free_all_blocks(self, stream: Any = None) -> None:
        """Nothing to do: memory is returned as soon as it is free."""


def alloc_pinned_memory(size: int) -> Any:
    """cupy.cuda.alloc_pinned_memory: page-locked host memory with the buffer protocol."""
    return memoryview(Memory(size).bytes())
