"""Philox streams: each consumer of random numbers has its own, by purpose and order of creation."""

from __future__ import annotations

ARENA, INITIAL, CONNECTIVITY, SYNAPSE, POISSON, REGRESS, PARAMETER = range(1, 8)
_PER_PURPOSE = 1 << 24
_PER_ARENA = 64  # an arena uses stream + 0 ... + 63


def stream(purpose: int, number: int) -> int:
    """The stream of the number-th consumer of a purpose; below 2^32."""
    number *= _PER_ARENA if purpose == ARENA else 1
    if number >= _PER_PURPOSE:
        raise OverflowError(
            f"more than {_PER_PURPOSE} consumers of random stream purpose {purpose}"
        )
    return purpose * _PER_PURPOSE + number
