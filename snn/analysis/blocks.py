"""Work in blocks, so that memory for what is between input and result stays small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import numpy as np

from ..program import Array, host

BLOCK = 1 << 22  # spikes

_Rows = TypeVar("_Rows")


def parts(n: int, size: int = BLOCK) -> Iterator[slice]:
    """0 .. n in slices of at most `size`."""
    return (slice(k, min(k + size, n)) for k in range(0, n, size))


def rows_of(bounds: Array, size: int = BLOCK) -> list[slice]:
    """Rows in slices that together have at most `size` entries, or are one row.

    bounds : whole numbers (n + 1,), ascending: row i has the entries bounds[i] .. bounds[i + 1].
    """
    bounds = host(bounds)
    found, first, n = [], 0, len(bounds) - 1
    while first < n:
        last = int(np.searchsorted(bounds, bounds[first] + size, side="right")) - 1
        last = min(max(last, first + 1), n)
        found.append(slice(first, last))
        first = last
    return found


def tracked(rows: Iterable[_Rows], n: int, progress: bool, who: str) -> Iterable[_Rows]:
    """The rows (slices, or one at a time), with a bar of how many of n are done if `progress`."""
    return _with_bar(rows, n, who) if progress else rows


def _with_bar(rows: Iterable[_Rows], n: int, who: str) -> Iterator[_Rows]:
    from tqdm.auto import tqdm

    bar: Any
    with tqdm(total=n, desc=who, unit=" neurons", mininterval=0.5) as bar:
        for each in rows:
            yield each
            bar.update(each.stop - each.start if isinstance(each, slice) else 1)
