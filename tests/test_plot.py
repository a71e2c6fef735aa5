"""The pictures: what is drawn, read back from the axes."""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

from snn import plot
from snn.plot.bands import bands
from snn.plot.colours import COLOURS
from snn.plot.raster import pixels
from snn.plot.traces import round_length


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


TWO = {
    "E": (np.array([1.0, 2.0, 9.0]), np.array([0, 3, 1]), 4),
    "I": (np.array([5.0]), np.array([1]), 2),
}


def test_raster_stacks_the_bands_in_order():
    ax = plot.raster(TWO)
    e, i = ax.lines[:2]
    assert e.get_ydata().tolist() == [0, 3, 1]
    assert i.get_ydata().tolist() == [5]  # 1 above the four of E
    assert i.get_xdata().tolist() == [5.0]
    assert (e.get_color(), i.get_color()) == COLOURS[:2]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["E\n(4)", "I\n(2)"]
    assert ax.get_xlabel() == "time (ms)"
    assert ax.get_xlim() == pytest.approx((0.0, 9.0))


def test_raster_takes_recordings_and_given_axes():
    _, ax = plt.subplots()
    spikes = SimpleNamespace(times=np.array([1.0]), ids=np.array([2]), n=7)
    assert plot.raster(spikes, ax=ax, t_range=(0, 4)) is ax
    assert ax.get_ylim() == (-0.5, 6.5)
    assert ax.get_ylabel() == "neuron"
    assert ax.get_xlim() == (0, 4)


def test_raster_of_more_than_a_million_spikes_is_an_image_that_keeps_every_spike():
    rng = np.random.default_rng(1)
    k = 1_000_001
    ax = plot.raster({"E": (rng.uniform(0, 100, k), rng.integers(0, 5000, k), 5000)})
    (image,) = ax.images
    assert not [line for line in ax.lines if len(line.get_xdata()) > 2]
    assert image.get_array().sum() == k
    assert image.get_extent()[2:] == [-0.5, 4999.5] or image.get_extent()[2:] == (-0.5, 4999.5)


def test_counts_equals_histogram2d():
    rng = np.random.default_rng(2)
    times, ids = rng.uniform(-1, 12, 1000), rng.integers(0, 30, 1000)
    ours = counts(times, ids, 30, (0.0, 10.0), (6, 20))
    theirs, _, _ = np.histogram2d(ids, times, bins=(6, 20), range=((0, 30), (0, 10)))
    assert np.array_equal(ours, theirs)


def test_activity_is_in_spikes_per_neuron_and_second():
    times = np.array([0.5, 1.5, 2.5, 12.0])
    ax = plot.activity((times, np.zeros(4, int), 3), bin=10.0, t_range=(0, 20))
    (steps,) = ax.patches
    values, edges, _ = steps.get_data()
    assert edges.tolist() == [0, 10, 20]
    assert values.tolist() == pytest.approx([3 / 3 / 0.010, 1 / 3 / 0.010])
    assert ax.get_ylabel() == "rate (Hz)"


def test_activity_counts_a_short_last_bin_at_its_own_width():
    ax = plot.activity((np.array([14.0]), np.array([0]), 1), bin=10.0, t_range=(0, 15))
    values, edges, _ = ax.patches[0].get_data()
    assert edges.tolist() == [0, 10, 15]
    assert values[1] == pytest.approx(200.0)


def test_traces_keep_the_shape_of_each_neuron_in_its_lane():
    times = np.arange(5.0)
    values = np.column_stack([np.sin(times), 10 * np.cos(times)])
    ax = plot.traces((times, values), labels=["a", "b"], ticks=[np.array([2.0]), np.array([])])
    for line, column in zip(ax.lines[:2], values.T, strict=True):
        drawn = np.asarray(line.get_ydata())
        assert np.diff(drawn) == pytest.approx(np.diff(column))
    assert ax.lines[1].get_ydata().min() > ax.lines[0].get_ydata().max()
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]
    assert ax.texts[0].get_text() == "10 mV"  # the scale bar: span 16.6
    assert ax.collections[0].get_segments()[0][0][0] == 2.0


@pytest.mark.parametrize(("span", "length"), [(1.0, 1.0), (19.9, 10.0), (0.49, 0.2), (5.0, 5.0)])
def test_the_scale_bar_is_a_round_length_that_fits(span, length):
    assert round_length(span) == pytest.approx(length)


def test_overview_puts_three_panels_over_one_time_axis():
    times = np.linspace(0, 10, 50)
    figure = plot.overview(TWO, (times, np.zeros((50, 1))), t_range=(0, 10), title="a run")
    top, middle, bottom = figure.axes
    assert top.get_xlim() == middle.get_xlim() == bottom.get_xlim() == (0, 10)
    assert bottom.get_xlabel() == "time (ms)"
    assert figure.get_suptitle() == "a run"


def test_no_spikes_draw_an_empty_picture():
    empty = (np.array([]), np.array([], int), 3)
    assert plot.raster(empty).get_ylim() == (-0.5, 2.5)
    assert plot.activity(empty).patches[0].get_data().values.sum() == 0


def test_wrong_spikes_are_refused_by_name():
    with pytest.raises(ValueError, match=r"'E'.*one length"):
        bands({"E": (np.zeros(3), np.zeros(2, int))})
    with pytest.raises(ValueError, match=r"'I'.*0 \.\. 1; got 0 \.\. 5"):
        bands({"I": (np.zeros(2), np.array([0, 5]), 2)})


def test_wrong_traces_are_refused():
    with pytest.raises(ValueError, match="n_samples"):
        plot.traces((np.zeros(3), np.zeros((2, 1))))
