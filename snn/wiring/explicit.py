"""Connectivity that is given rather than drawn: one to one, a sparse matrix, a list of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError
from ..program import Array
from .rows import Connectivity, Key, Rows, shaped

if TYPE_CHECKING:
    from .drawing import Draw


@dataclass(frozen=True)
class OneToOne(Connectivity):
    """Source i to target i; both must have the same size. Values: (n,)."""

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        if n_pre != n_post:
            raise ConnectError(
                f"{what}: OneToOne needs source and target of one size; got {n_pre} and {n_post}. "
                "Take a slice of the larger"
            )

    @property
    def scratch(self) -> int:
        return 12

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(n_pre)

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        start = draw.xp.arange(n_pre + 1, dtype=np.int64)
        return Rows(n_pre, n_post, start=start, post=start[:-1].astype(np.int32), spare=True)

    def arranged(self, values: Array, n_pre: int, n_post: int, what: str) -> Array:
        return shaped(values, [(n_pre,)], what)


class FromSparse(Connectivity):
    """The stored entries of a SciPy sparse matrix of shape (n_pre, n_post), explicit zeros too.

    Its data are the weights where no weight is given. A COO matrix is converted by SciPy, which
    adds up entries of the same pair; for multapses use `FromPairs`. Values: (nnz,), row by row,
    columns ascending.
    """

    @property
    def scratch(self) -> int:
        return 12

    def __init__(self, matrix: Any) -> None:
        if not hasattr(matrix, "tocsr"):
            raise ConnectError(
                f"FromSparse: expected a SciPy sparse matrix; got {type(matrix).__name__}. "
                "Wrap a dense array in scipy.sparse.csr_array"
            )
        rows = matrix.tocsr().sorted_indices()
        self.shape = tuple(int(n) for n in rows.shape)
        self.start = rows.indptr.astype(np.int64)
        self.post: Array = rows.indices.astype(np.int32)
        self.data: Array = rows.data.astype(np.float64)

    def __repr__(self) -> str:
        return f"FromSparse({self.shape[0]} x {self.shape[1]}, {len(self.post)})"

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        if self.shape != (n_pre, n_post):
            raise ConnectError(
                f"{what}: FromSparse needs a matrix of shape (n_pre, n_post) = ({n_pre}, {n_post});"
                f" got {self.shape}. Rows are presynaptic neurons; transpose it if needed"
            )

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(len(self.post))

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        start, post = draw.xp.asarray(self.start), draw.xp.asarray(self.post)
        return Rows(n_pre, n_post, start=start, post=post, spare=post is not self.post)

    def default_weight(self) -> Array | None:
        return self.data

    def arranged(self, values: Array, n_pre: int, n_post: int, what: str) -> Array:
        return shaped(values, [(len(self.post),)], what)


class FromPairs(Connectivity):
    """One synapse for every i, from pre[i] to post[i]; repeated pairs are multapses.

    Values: (len(pre),), in the order of the pairs.
    """

    @property
    def scratch(self) -> int:
        return 20

    def __init__(self, pre: Any, post: Any) -> None:
        pre, post = _indices("pre", pre), _indices("post", post)
        if len(pre) != len(post):
            raise ConnectError(
                f"FromPairs: pre and post must have the same length; got {len(pre)} and {len(post)}"
            )
        # By (pre, post); equal pairs stay in the order in which they were given.
        self.order = np.lexsort((post, pre))
        self.pre, self.post = pre[self.order], post[self.order]

    def __repr__(self) -> str:
        return f"FromPairs({len(self.pre)})"

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        for name, index, n in (("pre", self.pre, n_pre), ("post", self.post, n_post)):
            bad = np.flatnonzero((index < 0) | (index >= n))
            if len(bad):
                first = bad[np.argmin(self.order[bad])]
                raise ConnectError(
                    f"{what}: FromPairs needs {name} from 0 to {n - 1}; got {index[first]} at "
                    f"position {self.order[first]} ({len(bad)} out of range). Indices count from "
                    "the start of the population or slice"
                )

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(len(self.pre))

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        start = np.searchsorted(self.pre, np.arange(n_pre + 1)).astype(np.int64)
        post = draw.xp.asarray(self.post.astype(np.int32))
        return Rows(n_pre, n_post, start=draw.xp.asarray(start), post=post, spare=True)

    def arranged(self, values: Array, n_pre: int, n_post: int, what: str) -> Array:
        return shaped(values, [(len(self.pre),)], what)[self.order]


def _indices(name: str, values: Any) -> Array:
    array = np.asarray(values)
    if array.ndim != 1 or (array.dtype.kind not in "iu" and array.size):
        raise ConnectError(
            f"FromPairs: {name} must be a one-dimensional array of whole numbers; "
            f"got {array.dtype} of shape {array.shape}"
        )
    return array.astype(np.int64)
