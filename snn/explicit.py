"""Connectivity that is given rather than drawn: one to one, a sparse matrix, a list of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .errors import ConnectError
from .program import Array
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

    scratch: ClassVar[int] = 12

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(n_pre)

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        start = np.arange(n_pre + 1, dtype=np.int64)
        return Rows(n_pre, n_post, start=start, post=np.arange(n_pre, dtype=np.int32))

    def arranged(self, values: Array, n_pre: int, n_post: int, what: str) -> Array:
        return shaped(values, [(n_pre,)], what)


class FromSparse(Connectivity):
    """The stored entries of a SciPy sparse matrix of shape (n_pre, n_post), explicit zeros too.

    Its data are the weights where no weight is given. A COO matrix is converted by SciPy, which
    adds up entries of the same pair; for multapses use `FromPairs`. Values: (nnz,), row by row,
    columns ascending.
    """

    scratch: ClassVar[int] = 4

    def __init__(self, matrix: Any) -> None:
        if not hasattr(matrix, "tocsr"):
            raise ConnectError(
                f"FromSparse: expected a SciPy sparse matrix; got {type(matrix).__name__}. "
                "Wrap a dense array in scipy.sparse.csr_array"
            )
        self.matrix = matrix.tocsr().sorted_indices()

    def __repr__(self) -> str:
        return f"FromSparse({self.matrix.shape[0]} x {self.matrix.shape[1]}, {self.matrix.nnz})"

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        if self.matrix.shape != (n_pre, n_post):
            raise ConnectError(
                f"{what}: FromSparse needs a matrix of shape (n_pre, n_post) = ({n_pre}, {n_post});"
                f" got {self.matrix.shape}. Rows are presynaptic neurons; transpose it if needed"
            )

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(self.matrix.nnz)

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        start, post = self.matrix.indptr, self.matrix.indices
        return Rows(n_pre, n_post, start=start.astype(np.int64), post=post.astype(np.int32))

    def default_weight(self) -> Array | None:
        return np.asarray(self.matrix.data, np.float64)

    def arranged(self, values: Array, n_pre: int, n_post: int, what: str) -> Array:
        return shaped(values, [(self.matrix.nnz,)], what)


class FromPairs(Connectivity):
    """One synapse for every i, from pre[i] to post[i]; repeated pairs are multapses.

    Values: (len(pre),), in the order of the pairs.
    """

    scratch: ClassVar[int] = 20

    def __init__(self, pre: Any, post: Any) -> None:
        self.pre, self.post = _indices("pre", pre), _indices("post", post)
        if len(self.pre) != len(self.post):
            raise ConnectError(
                f"FromPairs: pre and post must have the same length; got {len(self.pre)} "
                f"and {len(self.post)}"
            )

    def __repr__(self) -> str:
        return f"FromPairs({len(self.pre)})"

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        for name, index, n in (("pre", self.pre, n_pre), ("post", self.post, n_post)):
            bad = np.flatnonzero((index < 0) | (index >= n))
            if len(bad):
                raise ConnectError(
                    f"{what}: FromPairs needs {name} from 0 to {n - 1}; got {index[bad[0]]} at "
                    f"position {bad[0]} ({len(bad)} out of range). Indices count from the start of "
                    "the population or slice"
                )

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(len(self.pre))

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        start = np.zeros(n_pre + 1, np.int64)
        np.cumsum(np.bincount(self.pre, minlength=n_pre), out=start[1:])
        return Rows(n_pre, n_post, start=start, post=self.post[self._order()].astype(np.int32))

    def arranged(self, values: Array, n_pre: int, n_post: int, what: str) -> Array:
        return shaped(values, [(len(self.pre),)], what)[self._order()]

    def _order(self) -> Array:
        """The pairs by (pre, post); equal pairs stay in the order in which they were given."""
        return np.lexsort((self.post, self.pre))


def _indices(name: str, values: Any) -> Array:
    array = np.asarray(values)
    if array.ndim != 1 or (array.dtype.kind not in "iu" and array.size):
        raise ConnectError(
            f"FromPairs: {name} must be a one-dimensional array of whole numbers; "
            f"got {array.dtype} of shape {array.shape}"
        )
    return array.astype(np.int64)
