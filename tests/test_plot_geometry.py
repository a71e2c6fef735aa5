"""Colour-time rasters, time surfaces and embeddings: what is drawn, read back from the axes."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.colors import to_hex

import snn
from snn import plot
from snn.plot.style import phase_map, time_map

SPIKES = np.array([1.0, 14.0, 32.0, 40.0]), np.array([0, 2, 1, 2]), 4


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_spikes_are_coloured_by_time() -> None:
    _, ax = plt.subplots()
    assert plot.color_time(SPIKES, t_range=(0, 50), ax=ax) is ax
    (dots,) = ax.collections
    assert dots.get_offsets().tolist() == [[1, 0], [14, 2], [32, 1], [40, 2]]
    assert dots.get_array().tolist() == SPIKES[0].tolist() and dots.get_clim() == (0, 50)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time (ms)", "neuron")
    assert ax.figure.axes[1].get_ylabel() == "time (ms)"


def test_spikes_are_coloured_by_phase_in_an_order() -> None:
    ax = plot.color_time(SPIKES, period=10.0, order=[2, 0, 3, 1], t_range=(2, 50), colorbar=False)
    (dots,) = ax.collections
    assert np.allclose(dots.get_array(), [0.2, 0.0, 0.8]) and dots.get_clim() == (0, 1)
    assert dots.get_offsets()[:, 1].tolist() == [0, 3, 0]  # neuron 2 is drawn lowest
    assert len(ax.figure.axes) == 1 and ax.get_ylabel() == "neuron, in the given order"


def test_populations_are_stacked() -> None:
    ax = plot.color_time({"E": SPIKES, "I": (np.array([5.0]), np.array([1]), 2)})
    assert ax.collections[0].get_offsets().tolist()[-1] == [5, 5]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["E\n(4)", "I\n(2)"]
    assert ax.get_ylabel() == "population (neurons)"


def test_what_a_colour_time_raster_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(snn.AnalysisError, match="period must be a number of ms above 0"):
        plot.color_time(SPIKES, period=0.0)
    with pytest.raises(snn.AnalysisError, match="order must hold each of the 4 neurons once"):
        plot.color_time(SPIKES, order=[0, 1, 2, 2])
    monkeypatch.setattr(sys.modules["snn.plot.color_time"], "DOTS", 3)
    with pytest.raises(snn.AnalysisError, match="4 spikes would overlap; draw at most 3"):
        plot.color_time(SPIKES)


def test_a_time_surface_over_time() -> None:
    surface = np.arange(6).reshape(3, 2) / 6
    ax = plot.time_surface(surface, [10.0, 20.0, 30.0])
    (image,) = ax.images
    assert np.array_equal(image.get_array(), surface.T) and image.get_clim() == (0, 1)
    assert image.get_extent() == [5, 35, -0.5, 1.5]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time (ms)", "neuron")


def test_a_time_surface_of_a_sheet() -> None:
    _, ax = plt.subplots()
    assert plot.time_surface(np.arange(6) / 6, shape=(2, 3), colorbar=False, ax=ax) is ax
    assert np.array_equal(ax.images[0].get_array(), [[0, 1 / 6, 2 / 6], [3 / 6, 4 / 6, 5 / 6]])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("column of neurons", "row of neurons")


def test_a_sheet_of_one_row_has_whole_ticks_and_fills_the_axes() -> None:
    ax = plot.time_surface(np.linspace(0, 1, 50), shape=(1, 50))
    ax.figure.draw_without_rendering()
    assert all(tick % 1 == 0 for tick in ax.get_yticks()) and ax.get_aspect() == "auto"


def test_maps_of_moments_and_phases_stay_away_from_white() -> None:
    for colours in (time_map()(np.linspace(0, 1, 64)), phase_map()(np.linspace(0, 1, 64))):
        assert (colours[:, :3] @ [0.299, 0.587, 0.114]).max() < 0.78
    assert phase_map()(0.0) == phase_map()(1.0)
    phases = plot.color_time(SPIKES, period=10.0, t_range=(0, 50)).collections[0].get_cmap().name
    times = plot.color_time(SPIKES, t_range=(0, 50)).collections[0].get_cmap().name
    assert (times, phases) == ("time", "phase")


def test_what_a_picture_of_a_time_surface_refuses() -> None:
    with pytest.raises(snn.AnalysisError, match=r"shape must be \(rows, columns\) of 6 neurons"):
        plot.time_surface(np.zeros(6), shape=(2, 2))
    with pytest.raises(snn.AnalysisError, match="with a time in `at` for each row"):
        plot.time_surface(np.zeros((3, 2)), [1.0, 2.0])
    with pytest.raises(snn.AnalysisError, match="evenly spaced and ascending"):
        plot.time_surface(np.zeros((3, 2)), [1.0, 2.0, 4.0])


POINTS = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])


def test_points_are_coloured_by_time_and_joined_in_its_order() -> None:
    _, ax = plt.subplots()
    assert plot.embedding(POINTS, times=[30.0, 10.0, 20.0], path=True, ax=ax) is ax
    (dots,), (line,) = ax.collections, ax.lines
    assert np.array_equal(dots.get_offsets(), POINTS) and dots.get_array().tolist() == [30, 10, 20]
    assert line.get_xdata().tolist() == [2, 4, 0]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("UMAP 1", "UMAP 2")
    assert ax.figure.axes[1].get_ylabel() == "time (ms)"


def test_points_are_coloured_by_label() -> None:
    ax = plot.embedding(POINTS, labels=["b", "a", "b"], names={"a": "first"})
    a, b = ax.collections
    assert a.get_offsets().tolist() == [[2, 3]] and b.get_offsets().tolist() == [[0, 1], [4, 5]]
    assert [to_hex(dots.get_facecolor()[0]).upper() for dots in (a, b)] == list(plot.COLOURS[:2])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["first", "b"]
    plain = plot.embedding(POINTS)
    assert plain.get_legend() is None and len(plain.collections[0].get_offsets()) == 3


def test_what_an_embedding_refuses() -> None:
    with pytest.raises(snn.AnalysisError, match=r"points must be \(m, 2\); got \(3,\)"):
        plot.embedding(POINTS[:, 0])
    with pytest.raises(snn.AnalysisError, match="times must be one for each of 3 points"):
        plot.embedding(POINTS, times=[1.0])
    with pytest.raises(snn.AnalysisError, match="names must be a mapping from labels"):
        plot.embedding(POINTS, labels=[0, 0, 1], names=["a"])
    with pytest.raises(snn.AnalysisError, match="9 labels; at most 8 colours"):
        plot.embedding(np.zeros((9, 2)), labels=np.arange(9))
