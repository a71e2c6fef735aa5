"""The pictures of statistics: what is drawn, read back from the axes."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

import snn
from snn import analysis, ms, plot
from snn.plot.density import shares
from tests.networks import cuba


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def poisson(n: int = 7, k: int = 700, seed: int = 1) -> tuple[np.ndarray, np.ndarray, int]:
    rng = np.random.default_rng(seed)
    return np.sort(rng.uniform(0, 1000, k)), rng.integers(0, n, k), n


TWO = {"E": poisson(), "I": poisson(3, 200, 2)}


def steps(ax: mpl.axes.Axes, k: int = 0) -> tuple[np.ndarray, np.ndarray]:
    values, edges, _ = ax.patches[k].get_data()
    return values, edges


@pytest.mark.parametrize("log", [False, True])
def test_isi_is_the_histogram_of_all_intervals_with_the_mean_cv(log):
    ax = plot.isi(TWO, bins=20, log=log)
    for k, spikes in enumerate(TWO.values()):
        intervals, _ = analysis.isi(spikes)
        values, edges = steps(ax, k)
        assert values == pytest.approx(np.histogram(intervals, edges)[0] / len(intervals))
        assert values.sum() == pytest.approx(1) and len(values) == 20
        label = ax.get_legend().get_texts()[k].get_text()
        assert label == f"{'EI'[k]}: CV {analysis.cv(spikes).mean():.2f}"
    assert ax.get_xscale() == ("log" if log else "linear")
    assert ax.get_xlabel() == "interspike interval (ms)"
    assert edges[0] == 0 or log


def test_isi_of_a_window_and_of_too_few_spikes():
    ax = plot.isi((np.array([1.0, 3.0, 50.0]), np.zeros(3, int)), t_range=(0, 10), bins=2)
    assert steps(ax)[0].tolist() == [0, 1] and steps(ax)[1].tolist() == [0, 1, 2]
    assert ax.get_legend().get_texts()[0].get_text() == "no CV"
    few = plot.isi({"E": TWO["E"], "few": (np.array([1.0, 3.0]), np.zeros(2, int), 1)})
    assert steps(few, 1)[0].sum() == 0  # not a bar of height 1 beside which all else is flat
    assert few.get_legend().get_texts()[1].get_text() == "few: 1 interval"
    one_interval = (np.array([1.0, 3.0]), np.zeros(2, int))
    assert steps(plot.isi(one_interval, log=True))[0].sum() == pytest.approx(1)
    with pytest.raises(snn.AnalysisError, match="bins = 0"):
        plot.isi(TWO, bins=0)


def test_a_narrow_logarithmic_axis_has_ticks():
    times = 50 * np.arange(20.0)
    ax = plot.isi((times + np.tile([0.0, 2.0], 10), np.zeros(20, int)), log=True)
    low, high = ax.get_xlim()
    assert sum(low <= tick <= high for tick in ax.get_xticks()) >= 2


def test_cv_is_the_histogram_of_that_of_neurons():
    ax = plot.cv(TWO, bins=10, t_range=(0, 1000))
    for k, spikes in enumerate(TWO.values()):
        known = analysis.cv(spikes, (0, 1000))
        values, edges = steps(ax, k)
        assert edges[0] == 0 and edges[-1] > known.max() and len(values) == 10
        assert values.tolist() == np.histogram(known, edges)[0].tolist()
        assert values.sum() == spikes[2]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("CV of interspike intervals", "neurons")
    with pytest.raises(snn.AnalysisError, match="bins = 0"):
        plot.cv(TWO, bins=0)


def test_isi_raster_is_both():
    left, right = plot.isi_raster(TWO, t_range=(0, 500)).axes
    assert left.get_xlim() == (0, 500) and len(left.lines[0].get_xdata()) < 700
    assert right.get_xlabel() == "interspike interval (ms)"


def test_spectrum_draws_that_of_the_analysis():
    ax = plot.spectrum(TWO, 2.0, segment=200.0, t_range=(0, 1000))
    for line, spikes in zip(ax.lines, TWO.values(), strict=True):
        power, frequency = analysis.spectrum(spikes, 2.0, 200.0, (0, 1000))
        assert np.array_equal(line.get_ydata(), power[1:])
        assert np.array_equal(line.get_xdata(), frequency[1:])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("frequency (Hz)", "power (Hz²/Hz)")
    assert ax.get_yscale() == "log"
    ours = plot.spectrum(TWO["E"], t_range=(0, 1000)).lines[0].get_xdata()
    assert np.array_equal(ours, analysis.spectrum(TWO["E"], t_range=(0, 1000))[1][1:])
    silent = (np.empty(0), np.empty(0, int), 3)
    assert plot.spectrum(silent, t_range=(0, 100)).get_yscale() == "linear"


def test_fi_curve():
    currents, rates = np.arange(4.0), np.array([0, 0, 5, 9])
    ax = plot.fi_curve(currents, {"LIF": rates, "AdEx": 2 * rates}, unit="mV")
    assert ax.lines[1].get_ydata().tolist() == [0, 0, 10, 18]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("current (mV)", "rate (Hz)")
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["LIF", "AdEx"]
    assert plot.fi_curve(currents, rates).get_legend() is None
    with pytest.raises(snn.AnalysisError, match=r"rates 'LIF' must be one per current, \(4,\)"):
        plot.fi_curve(currents, {"LIF": rates[:2]})


def image(ax: mpl.axes.Axes, k: int = 0) -> np.ndarray:
    return np.ma.filled(ax.images[k].get_array(), 0.0)


def test_heatmap_normalises_every_row():
    counts = np.stack([np.bincount((t // 100).astype(int), minlength=10) for t in _rows(TWO["E"])])
    window = {"t_range": (0, 1000)}
    drawn = image(plot.heatmap(TWO["E"], 100.0, **window))
    assert drawn == pytest.approx(counts / counts.max(axis=1, keepdims=True))
    z = image(plot.heatmap(TWO["E"], 100.0, normalise="zscore", **window))
    assert z.mean(axis=1) == pytest.approx(np.zeros(7)) and z.std(axis=1) == pytest.approx(1)
    ax = plot.heatmap(TWO["E"], 100.0, normalise=None, **window)
    assert image(ax) == pytest.approx(counts / 0.1)
    assert ax.figure.axes[1].get_ylabel() == "rate (Hz)"
    ordered = image(plot.heatmap(TWO["E"], 100.0, sort=True, **window)).argmax(axis=1)
    assert ordered.tolist() == sorted(counts.argmax(axis=1), reverse=True)  # row 0 is at the bottom


def _rows(spikes: tuple[np.ndarray, np.ndarray, int]) -> list[np.ndarray]:
    times, ids, n = spikes
    return [times[ids == k] for k in range(n)]


def test_heatmap_pools_neurons_where_there_are_more_than_rows():
    ax = plot.heatmap(TWO, 100.0, rows=5, normalise=None, t_range=(0, 1000))  # 10 neurons: 2 a row
    E, I = image(ax, 0), image(ax, 1)
    assert len(E) == 4 and len(I) == 2
    _, ids, _ = TWO["E"]
    assert E[3].sum() * 0.1 == pytest.approx(np.sum(ids == 6))  # alone in its row: not halved
    assert E[0].sum() * 0.1 * 2 == pytest.approx(np.sum(ids < 2))
    assert list(ax.images[1].get_extent()) == [0, 1000, 6.5, 10.5]
    assert ax.get_ylim() == (-0.5, 9.5)


def test_heatmap_of_silence_and_its_errors():
    silent = (np.empty(0), np.empty(0, int), 3)
    for normalise in ("max", "zscore", None):
        assert not image(plot.heatmap(silent, 1.0, normalise=normalise, t_range=(0, 9))).any()
    with pytest.raises(snn.AnalysisError, match="'max', 'zscore' or None"):
        plot.heatmap(TWO, normalise="sum")
    with pytest.raises(snn.AnalysisError, match="does not fit"):
        plot.heatmap(TWO, 2000.0, t_range=(0, 1000))


def test_density_is_the_share_of_neurons_in_each_bin():
    values = np.array([[0.0, 1.0, 2.0, 4.0], [4.0, 4.0, 4.0, np.nan]])
    assert shares(values, np.array([0.0, 2.0, 4.0])).tolist() == [[0.5, 0.5], [0.0, 0.75]]
    ax = plot.density((np.array([0.0, 10.0]), values), bins=4, unit="nS", name="g")
    mesh = ax.collections[0]
    assert mesh.get_array().filled(0).T.tolist() == [[0.25, 0.25, 0.25, 0.25], [0, 0, 0, 0.75]]
    assert mesh.get_coordinates()[0, :, 0].tolist() == [0, 10, 20]
    assert mesh.get_coordinates()[:, 0, 1].tolist() == [0, 1, 2, 3, 4]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("g (nS)", "time (ms)")
    within = plot.density((np.array([0.0]), values[:1]), bins=1, limits=(0, 2)).collections[0]
    assert within.get_array().tolist() == [[0.75]]  # the one beyond counts as a neuron
    with pytest.raises(snn.AnalysisError, match=r"density.*\(n_samples, n\)"):
        plot.density((np.zeros(3), values))
    with pytest.raises(snn.AnalysisError, match="limits must ascend"):
        plot.density((np.zeros(2), values), limits=(2, 1))
    with pytest.raises(snn.AnalysisError, match="no values to draw"):
        plot.density((np.zeros(0), np.zeros((0, 2))))


def test_animation_of_densities(tmp_path):
    net = cuba(60, backend="numpy")
    v = {p.name: net.record(p, "v", every=1 * ms) for p in net.populations}
    net.run(4 * ms)
    moving = plot.animate_density(v, bins=10)
    (ax,) = moving._fig.axes
    moving._func(3)
    for k, recording in enumerate(v.values()):
        values, edges = steps(ax, k)
        assert values == pytest.approx(
            np.histogram(recording.values[3], edges)[0] / len(recording.index)
        )
    assert ax.get_title() == "3.0 ms" and ax.get_xlabel() == "v (mV)"
    moving.save(tmp_path / "v.gif", writer="pillow", dpi=40)
    from PIL import Image

    with Image.open(tmp_path / "v.gif") as gif:
        assert gif.n_frames == 4
    with pytest.raises(snn.AnalysisError, match="the same times"):
        plot.animate_density({"a": v["E"], "b": (np.zeros(1), np.zeros((1, 2)))})


def test_summary_is_the_network_and_its_run_on_a_page():
    net = cuba(200, backend="numpy")
    spikes = {p.name: net.record(p, "spikes") for p in net.populations}
    net.run(100 * ms)
    figure = plot.summary(net, spikes, title="a run")
    table, wiring, isi, raster, rates, spectrum = figure.axes[:6]
    text = table.texts[0].get_text()
    assert f"{sum(map(len, net.projections)):,} synapses in 4 projections" in text
    rate = analysis.firing_rate(spikes["I"]).mean()
    (row,) = (line.split() for line in text.splitlines() if line.split()[0] == "I")
    assert row[:4] == ["I", "40", "LIF", f"{rate:.2f}"]
    assert wiring.collections[0].get_array().shape == (2, 2)
    assert isi.get_xlabel() == "interspike interval (ms)" and raster.get_xlim() == (0, 100)
    assert rates.get_ylabel() == "rate (Hz)" and spectrum.get_xlabel() == "frequency (Hz)"
    assert figure.get_suptitle() == "a run"
    some = plot.summary(net, {"E": spikes["E"]}).axes[0].texts[0].get_text()
    assert some.splitlines()[-1].split() == ["I", "40", "LIF", "–", "–", "–"]


MANY = {f"population {k:02d}": poisson(5, 100, k) for k in range(20)}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("draw", [plot.activity, plot.isi, plot.cv, plot.spectrum])
def test_twenty_populations_leave_room_for_what_is_drawn(draw):
    for given in (None, plt.subplots(layout="constrained")[1]):
        ax = draw(MANY, ax=given)
        ax.figure.draw_without_rendering()
        legend, whole = ax.get_legend().get_window_extent(), ax.figure.bbox
        assert whole.x0 <= legend.x0 < legend.x1 <= whole.x1 and legend.y0 >= whole.y0
        assert legend.y1 <= ax.get_window_extent().y0  # below, not on the data
        box = ax.get_window_extent()
        assert box.width > 0.7 * whole.width and box.height > 0.25 * whole.height
        names = [t.get_text() for t in ax.get_legend().get_texts()]
        assert len(names) == 20 or names[-1] == f"and {21 - len(names)} more"
    assert len([n for n in names if n.startswith("population")]) >= 4


def test_a_short_legend_is_above_the_data():
    ax = plot.isi(TWO, bins=20)
    ax.figure.draw_without_rendering()
    highest = max(patch.get_data().values.max() for patch in ax.patches)
    top = ax.transData.transform((0, highest))[1]
    assert ax.get_legend().get_window_extent().y0 >= top
