"""The synapses of a projection as a SciPy sparse matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import DataError
from ..projection import Projection

if TYPE_CHECKING:
    import scipy.sparse as sp

WHAT = ("weight", "delay", "count")


def to_sparse(
    projection: Projection, what: str = "weight", multapses: str = "error"
) -> sp.csr_array[np.float64 | np.int64]:
    """A matrix (n_pre, n_post) of a projection; one entry per connected pair, rows presynaptic.

    Parameters
    ----------
    what : "weight", as used, in the receptor's unit, float64; "delay", ms, float64; "count", how
        many synapses a pair has, int64. A weight of 0 is an entry.
    multapses : what becomes of several synapses of one pair. "error": a DataError, for one number
        cannot hold them; `FromPairs(projection.pre, projection.post)` can. "sum": their weights
        are added up. A count adds them always; delays cannot be added.

    `connect(..., FromSparse(to_sparse(p)), delay=to_sparse(p, "delay").data)` gives the same
    synapses again, and the same bits of their weights with precision "float64" or
    `Precision("float32", "float32")`; packed weights may be rounded anew, to another step.
    """
    from scipy.sparse import csr_array

    if not isinstance(projection, Projection):
        raise DataError(f"to_sparse: expected a projection; got {type(projection).__name__}")
    who = f"to_sparse of projection {projection.name!r}"
    if what not in WHAT:
        raise DataError(f"{who}: what must be one of {', '.join(WHAT)}; got {what!r}")
    if multapses not in ("error", "sum"):
        raise DataError(f"{who}: multapses must be 'error' or 'sum'; got {multapses!r}")
    order = np.lexsort((projection.post, projection.pre))
    pre, post = projection.pre[order], projection.post[order]
    first = np.ones(len(pre), bool)
    first[1:] = (np.diff(pre) != 0) | (np.diff(post) != 0)
    starts = np.flatnonzero(first)
    if what == "count":
        values = np.diff(np.append(starts, len(pre)))
    else:
        further = len(pre) - len(starts)
        if further and (multapses == "error" or what == "delay"):
            raise DataError(_too_many(who, further, what))
        each = (projection["weight"] if what == "weight" else projection.delay)[order]
        values = np.add.reduceat(each, starts) if further else each
    shape = projection.source.n, projection.target.n
    rows = np.searchsorted(pre[starts], np.arange(shape[0] + 1))
    return csr_array((values, post[starts], rows), shape=shape)


def _too_many(who: str, further: int, what: str) -> str:
    fix = "give multapses='sum' to add them up, or " if what == "weight" else ""
    return (
        f"{who}: {further:,} synapses are further ones of a pair, and a matrix holds one {what} "
        f"per pair; {fix}take .pre, .post, .delay and ['weight']"
    )
