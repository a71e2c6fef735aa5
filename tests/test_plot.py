"""The pictures: what is drawn, read back from the axes."""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

import snn
from snn import analysis, plot
from snn.plot.bands import bands
from snn.plot.colours import COLOURS
from snn.plot.raster import pixels
from snn.plot.summary import summary_lines
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


def test_pixels_are_a_two_dimensional_histogram():
    rng = np.random.default_rng(2)
    times, ids = rng.uniform(0, 12, 1000), rng.integers(0, 30, 1000)
    ours = pixels(analysis.trains((times, ids, 30), (0.0, 10.0)), 6, 20)
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


def test_activity_is_that_of_the_analysis():
    rate, edges = analysis.population_rate(TWO["E"], 4.0, (0.0, 10.0))
    drawn = plot.activity(TWO["E"], bin=4.0, t_range=(0.0, 10.0)).patches[0].get_data()
    assert drawn.values.tolist() == rate.tolist() and drawn.edges.tolist() == edges.tolist()


LATE = analysis.trains((np.array([501.0, 502.0, 900.0]), np.array([0, 0, 1]), 2), (500.0, 1000.0))


def test_what_was_recorded_late_is_drawn_and_measured_from_there():
    whole = analysis.trains((np.array([1.0, 2.0]), np.array([0, 0]), 1), (0.0, 1000.0))
    both = {"A": whole, "B": LATE}
    a, b = (patch.get_data().edges for patch in plot.activity(both, bin=100.0).patches)
    assert (a[0], a[-1], b[0], b[-1]) == (0, 1000, 500, 1000)
    assert plot.raster(both).get_xlim() == (0, 1000)
    a, b = plot.heatmap(both, 100.0).images
    assert a.get_array().shape == (1, 10) and b.get_array().shape == (2, 5)
    assert tuple(b.get_extent()[:2]) == (500, 1000)
    for line, spikes in zip(plot.spectrum(both, segment=100.0).lines, both.values(), strict=True):
        assert line.get_ydata().tolist() == analysis.spectrum(spikes, 1.0, 100.0)[0][1:].tolist()
    net = snn.Network(backend="numpy")
    for name, n in (("A", 1), ("B", 2)):
        net.population(snn.LIF(), n, name)
    row = summary_lines(net, bands(both))[-1].split()
    assert row[:4] == ["B", "2", "LIF", "3.00"]  # 3 spikes of 2 neurons in 0.5 s


def test_spikes_at_the_end_of_the_range_are_drawn_by_none():
    spikes = (np.array([0.0, 5.0, 10.0]), np.array([0, 1, 0]), 2)
    assert len(plot.raster(spikes, t_range=(0, 10)).lines[0].get_xdata()) == 2
    assert len(plot.color_time(spikes, t_range=(0, 10)).collections[0].get_offsets()) == 2
    assert pixels(analysis.trains(spikes, (0.0, 10.0)), 2, 7).sum() == 2


@pytest.mark.parametrize("name", ["$I^$", "_hidden", "$x_1$", "a" * 80])
@pytest.mark.parametrize(
    "draw", [plot.raster, plot.activity, plot.heatmap, plot.isi, plot.cv, plot.color_time]
)
def test_names_are_drawn_letter_by_letter(draw, name):
    ax = draw({name: TWO["E"], "I": TWO["I"]}, t_range=(0, 10))
    ax.figure.draw_without_rendering()
    texts = [t.get_text() for t in ax.get_yticklabels()]
    if ax.get_legend() is not None:
        texts = [t.get_text() for t in ax.get_legend().get_texts()]
        assert len(texts) == 2
    (first, *_) = texts
    assert first.replace(r"\$", "$").startswith(name[:7]) and len(first) < 40


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
    window = {"t_range": (0, 10)}
    assert plot.activity(empty, **window).patches[0].get_data().values.sum() == 0
    for log in (False, True):
        ax = plot.isi(empty, log=log)
        assert ax.patches[0].get_data().values.sum() == 0
        assert ax.get_legend().get_texts()[0].get_text() == "0 intervals"
    assert plot.cv(empty).patches[0].get_data().values.sum() == 0
    assert len(plot.isi_raster(empty).axes) == 2


def test_wrong_spikes_are_refused_by_name():
    with pytest.raises(ValueError, match=r"'E'.*one length"):
        bands({"E": (np.zeros(3), np.zeros(2, int))})
    with pytest.raises(ValueError, match=r"'I'.*0 \.\. 1; got 0 \.\. 5"):
        bands({"I": (np.zeros(2), np.array([0, 5]), 2)})


def test_wrong_traces_are_refused():
    with pytest.raises(ValueError, match="n_samples"):
        plot.traces((np.zeros(3), np.zeros((2, 1))))
    with pytest.raises(snn.AnalysisError, match="no values to draw"):
        plot.traces((np.zeros(2), np.full((2, 1), np.nan)))
    with pytest.raises(snn.AnalysisError, match=r"51 lines.*snn\.plot\.density"):
        plot.traces((np.zeros(2), np.zeros((2, 51))))


def test_traces_have_gaps_where_values_are_not_known():
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    ax = plot.traces((np.arange(3.0), values))
    assert np.isnan(ax.lines[0].get_ydata()).tolist() == [False, True, False]
    assert np.isfinite(ax.get_ylim()).all()
