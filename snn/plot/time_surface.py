"""Time surfaces as images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import AnalysisError
from .bands import frame
from .labels import whole_ticks
from .style import axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def time_surface(
    surface: Any,
    at: Any = None,
    *,
    shape: tuple[int, int] | None = None,
    colorbar: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """A time surface: neurons against time, or of one moment the sheet of neurons.

    Parameters
    ----------
    surface : (m, n) as `snn.analysis.time_surface` gives it, drawn over `at`; or one row of it,
        (n,), drawn as a sheet of `shape`.
    at : ms, (m,), evenly spaced and ascending: its moments.
    shape : (rows, columns) of the sheet of neurons, row by row; neuron 0 is above left.
    colorbar : whether to draw one.

    Raises AnalysisError where the shapes do not fit, or `at` is not evenly spaced.
    """
    surface = np.asarray(surface)
    sheet = surface.ndim == 1
    _check(surface, at, shape)
    ax = axes_or_new(ax)
    if sheet:
        image = ax.imshow(surface.reshape(shape), cmap="inferno", vmin=0, vmax=1, aspect="auto")
        ax.set(xlabel="column of neurons", ylabel="row of neurons")
        whole_ticks(ax)
        if max(shape or (1,)) <= 8 * min(shape or (1,)):
            ax.set_aspect("equal")
    else:
        at = np.asarray(at, float)
        half = (at[1] - at[0]) / 2 if len(at) > 1 else 0.5
        window = float(at[0] - half), float(at[-1] + half)
        image = ax.imshow(
            surface.T,
            extent=(*window, -0.5, surface.shape[1] - 0.5),
            origin="lower",
            aspect="auto",
            interpolation="nearest",
            cmap="inferno",
            vmin=0,
            vmax=1,
        )
        frame(ax, window)
        ax.set_ylabel("neuron")
    if colorbar:
        bar = ax.figure.colorbar(image, ax=ax, label="time surface (1 at a spike)", pad=0.02)
        bar.outline.set_visible(False)
    return ax


def _check(surface: Any, at: Any, shape: tuple[int, int] | None) -> None:
    if surface.ndim == 1:
        if shape is None or int(np.prod(shape)) != len(surface):
            raise AnalysisError(
                f"time_surface: shape must be (rows, columns) of {len(surface)} neurons; "
                f"got {shape}"
            )
        return
    if surface.ndim != 2 or at is None or np.shape(at) != surface.shape[:1] or not len(surface):
        raise AnalysisError(
            "time_surface: surface must be (m, n) with a time in `at` for each row, or (n,); "
            f"got {surface.shape} and {np.shape(at) if at is not None else None}"
        )
    steps = np.diff(np.asarray(at, float))
    if len(steps) and not (steps[0] > 0 and np.allclose(steps, steps[0])):
        raise AnalysisError("time_surface: at must be evenly spaced and ascending")
