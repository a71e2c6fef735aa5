"""The pictures of weights: what is drawn, read back from the axes."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

import snn
from snn import ms, plot
from tests.networks import plastic


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_histogram_of_a_projection_counts_every_synapse_and_marks_the_bounds() -> None:
    PE, EE = plastic().projections
    ax = plot.weights(PE)
    count, edges, _ = ax.patches[0].get_data()
    assert count.sum() == len(PE) and (edges[0], edges[-1]) == (0.0, 3.0)
    assert np.array_equal(count, np.histogram(PE["weight"], 40, (0, 3))[0])
    assert [line.get_xdata()[0] for line in ax.lines] == [0.0, 3.0]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("weight (mV)", "synapses")
    static = plot.weights(EE, unit="nS")
    assert len(static.lines) == 0 and static.get_xlabel() == "weight (nS)"
    assert static.patches[0].get_data().values.sum() == len(EE)


def test_the_histogram_is_counted_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    PE = plastic().projections[0]
    whole = plot.weights(PE).patches[0].get_data().values
    monkeypatch.setattr("snn.wiring.blocks._BLOCK", 40)
    assert np.array_equal(plot.weights(PE).patches[0].get_data().values, whole)
    assert whole.sum() == len(PE) > 400


def test_arrays_and_bounds_may_be_given() -> None:
    _, ax = plt.subplots()
    assert plot.weights(np.array([[0.5, 0.5], [1.5, 9.0]]), bins=3, bounds=(0, 3), ax=ax) is ax
    count, edges, _ = ax.patches[0].get_data()
    assert count.tolist() == [3, 0, 1] and edges.tolist() == [0, 3, 6, 9]


def test_a_recording_is_drawn_over_time() -> None:
    net = plastic()
    few = net.record(net.projections[0], "weight", index=[4, 1])
    every = net.record(net.projections[0], "weight", every=1 * ms)
    net.run(20 * ms)
    ax = plot.weights(few)
    first, second, *bounds = ax.lines
    assert np.array_equal(first.get_ydata(), few.values[:, 0].astype(float))
    assert np.array_equal(second.get_xdata(), few.times)
    assert [line.get_ydata()[0] for line in bounds] == [0.0, 3.0]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time (ms)", "weight (mV)")
    assert plot.weights(few, unit="mV").get_ylabel() == "weight (mV)"
    ax = plot.weights(every)
    assert np.allclose(ax.lines[0].get_ydata(), np.median(every.values, axis=1))
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["5 to 95 %", "25 to 75 %", "median"]
    half = ax.collections[1].get_paths()[0].vertices[:, 1]
    assert half.max() == pytest.approx(np.percentile(every.values, 75, axis=1).max())


def test_nothing_to_draw_is_refused() -> None:
    net = plastic()
    none = net.record(net.projections[0], "weight", index=[4])
    with pytest.raises(ValueError, match=r"weights: values must be \(n_samples, n\), not empty"):
        plot.weights(none)
    with pytest.raises(ValueError, match=r"\(2, 1\) and \(3,\)"):
        plot.weights((np.zeros(3), np.zeros((2, 1))))
    with pytest.raises(ValueError, match="weights: there are none to draw"):
        plot.weights(np.empty(0))
    assert isinstance(snn.plot.weights(np.ones(3)), mpl.axes.Axes)
