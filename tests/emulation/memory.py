"""Device memory: blocks of exactly the size asked for, poisoned before and after their use."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from .library import runtime
from .work import Work


class _View:
    """Bytes at an address, as NumPy takes them."""

    def __init__(self, ptr: int, size: int, owner: Any) -> None:
        self.owner = owner
        data = (ptr, False)
        self.__array_interface__ = {"version": 3, "typestr": "|u1", "shape": (size,), "data": data}


def bytes_at(ptr: int, size: int, owner: Any = None) -> Any:
    """A NumPy array of uint8 over memory. It keeps its owner alive, if one is given."""
    return np.asarray(_View(ptr, size, owner)) if size else np.empty(0, np.uint8)


class Block:
    """An allocation."""

    def __init__(self, size: int, work: Work | None = None) -> None:
        self.size = 0  # until it is allocated, so that __del__ has nothing to free
        self.ptr: int = (runtime().emulation_allocate(size) or 0) if size else 0
        if size and not self.ptr:
            raise MemoryError(f"no {size} bytes for device memory")
        self.size = size
        self._release = partial(runtime().emulation_free, self.ptr, size)
        self._work = work

    def __del__(self) -> None:
        """Gone once its stream has done what is pending, as in CuPy's pool: other streams not."""
        if self.size and self._work is not None and self._work.is_pending:
            self._work.add(self._release)
        elif self.size:
            self._release()


class Memory(Block):
    """One allocation of device memory."""

    used = 0  # bytes, of all allocations that live
    peak = 0  # the most that they were; a test sets it back

    def __init__(self, size: int, work: Work) -> None:
        super().__init__(size, work)
        Memory.used += size
        Memory.peak = max(Memory.peak, Memory.used)

    def __del__(self) -> None:
        Memory.used -= self.size
        super().__del__()


class MemoryPointer:
    """cupy.cuda.MemoryPointer: an address in device memory, and what keeps it valid."""

    def __init__(self, mem: Memory, ptr: int) -> None:
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


class PinnedMemoryPool:
    """cupy.cuda.PinnedMemoryPool, which keeps nothing back either."""

    def free_all_blocks(self) -> None:
        """Nothing to do."""


class Pinned(Block):
    """Page-locked host memory. A copy reads and writes it when the stream gets there."""

    addresses: dict[int, int] = {}  # of each block that lives, its size

    def __init__(self, size: int) -> None:
        super().__init__(size)
        Pinned.addresses[self.ptr] = size

    def __del__(self) -> None:
        Pinned.addresses.pop(self.ptr, None)
        super().__del__()


def alloc_pinned_memory(size: int) -> Any:
    """cupy.cuda.alloc_pinned_memory: page-locked host memory with the buffer protocol."""
    block = Pinned(size)
    return memoryview(bytes_at(block.ptr, size, block))


def is_pinned(array: Any) -> bool:
    """Whether a NumPy array lies in page-locked memory."""
    address = array.__array_interface__["data"][0]
    return any(ptr <= address < ptr + size for ptr, size in Pinned.addresses.items())
