"""UMAP: points in many dimensions on a plane, neighbours kept."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from ..errors import AnalysisError, MissingPackageError
from ..optional import optional
from ..program import Array
from .sorting import array_module

_SET = {"random_state": "seed", "n_jobs": "one thread, for which alone a seed fixes the result"}


def embed(
    vectors: Any,
    n_components: int = 2,
    seed: int = 1,
    *,
    n_neighbors: int = 15,
    metric: str = "euclidean",
    min_dist: float = 0.1,
    backend: str | None = None,
    **options: Any,
) -> Array:
    """Coordinates in few dimensions in which near vectors stay near (UMAP, McInnes et al. 2018).

    Distances between clusters, and their sizes, mean little; that they separate does. The same
    vectors and seed give the same coordinates (of umap-learn also with its threads, as it then
    runs on one).

    Parameters
    ----------
    vectors : (m, k), dense or SciPy sparse: windows (`windows`), time surfaces (`time_surface`),
        neurons (`train_vectors`, with metric="cosine"). Finite.
    n_components : of the result.
    seed : fixes it.
    n_neighbors : how many neighbours each point keeps, itself included; below m. Few show detail,
        many the whole.
    metric : "euclidean", "cosine", "correlation", ... as in umap-learn.
    min_dist : how close points may lie in the result.
    backend : "umap" (umap-learn, on the CPU) or "cuml" (RAPIDS, on a GPU); default "cuml" for CuPy
        arrays, else "umap".
    options : passed on to the UMAP of the package; random_state and n_jobs are set here.

    Returns
    -------
    float32 (m, n_components).

    Raises MissingPackageError where the package is not installed, AnalysisError where vectors are
    no finite matrix of more than `n_neighbors` rows.
    """
    backend = backend or _default(vectors)
    if backend not in ("umap", "cuml"):
        raise AnalysisError(f"embed: backend must be 'umap' or 'cuml'; got {backend!r}")
    vectors = vectors if hasattr(vectors, "shape") else np.asarray(vectors)
    _check(vectors, n_components, n_neighbors)
    for name in _SET.keys() & options:
        raise AnalysisError(f"embed: {name} cannot be given; it is set by {_SET[name]}")
    package = _package(backend)
    options |= {
        "n_components": n_components,
        "n_neighbors": n_neighbors,
        "metric": metric,
        "min_dist": min_dist,
        "random_state": seed,
    }
    if backend == "umap":
        options["n_jobs"] = 1
    points: Array = package.UMAP(**options).fit_transform(vectors)
    return points


def _package(backend: str) -> Any:
    if backend == "umap":
        return optional("umap", "analysis", "snn.analysis.embed")
    try:
        return import_module("cuml.manifold")
    except ImportError as error:
        raise MissingPackageError(
            f"snn.analysis.embed on a GPU needs cuML ({error}), which is part of RAPIDS: "
            "https://docs.rapids.ai/install; or take backend='umap' and arrays on the host"
        ) from None


def _default(vectors: Any) -> str:
    values = getattr(vectors, "data", vectors)  # of a sparse matrix
    on_gpu = array_module(vectors) is not np or array_module(values) is not np
    return "cuml" if on_gpu else "umap"


def _check(vectors: Any, n_components: int, n_neighbors: int) -> None:
    shape = vectors.shape
    if len(shape) != 2:
        raise AnalysisError(f"embed: vectors must be a matrix (m, k); got shape {tuple(shape)}")
    if vectors.dtype.kind not in "biuf":
        raise AnalysisError(f"embed: vectors must be real numbers; got {vectors.dtype}")
    if not 2 <= n_neighbors < shape[0]:
        raise AnalysisError(
            f"embed: n_neighbors must be at least 2 and below the number of vectors, {shape[0]}; "
            f"got {n_neighbors}"
        )
    if not 1 <= n_components < shape[0] - 1:
        raise AnalysisError(
            f"embed: n_components must be at least 1 and below the number of vectors, {shape[0]}, "
            f"less 1; got {n_components}"
        )
    values = vectors.data if hasattr(vectors, "tocsr") else vectors
    if not bool(array_module(values).isfinite(values).all()):
        raise AnalysisError("embed: vectors must be finite; got NaN or Inf")
