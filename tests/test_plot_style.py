"""The style of pictures, and colours that populations keep."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb

import snn
from snn import ms, plot
from snn.plot.colours import COLOURS, colour, colours_of, tinted
from snn.plot.labels import short, spread
from tests.networks import cuba


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


SPIKES = (np.array([1.0, 2.0]), np.array([0, 1]), 2)


def test_new_figures_are_in_the_style_and_given_axes_keep_theirs():
    before = dict(mpl.rcParams)
    ours = plot.raster(SPIKES)
    assert not ours.spines["top"].get_visible() and ours.xaxis.label.get_size() == 10
    _, given = plt.subplots()
    plot.raster(SPIKES, ax=given)
    assert (
        given.spines["top"].get_visible()
        and given.yaxis.label.get_size() == mpl.rcParams["font.size"]
    )
    assert dict(mpl.rcParams) == before


def test_the_style_is_a_context_and_a_setting():
    with plot.style():
        _, inside = plt.subplots()
        assert mpl.rcParams["axes.prop_cycle"].by_key()["color"] == list(COLOURS)
    _, outside = plt.subplots()
    assert (inside.spines["right"].get_visible(), outside.spines["right"].get_visible()) == (0, 1)
    with mpl.rc_context():
        plot.use_style()
        assert not plt.subplots()[1].spines["top"].get_visible()


# Machado, Oliveira & Fernandes (2009), IEEE Trans. Vis. Comput. Graph. 15:1291: severity 1.
DEUTERANOPIA = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
]


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of linear RGB."""
    matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.clip(rgb @ np.transpose(matrix) / [0.9505, 1.0, 1.089], 1e-9, None)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def least_difference(colours: list[str], seen: np.ndarray) -> float:
    srgb = np.array([to_rgb(c) for c in colours])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    points = lab(np.clip(linear @ np.transpose(seen), 0, 1))
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    return distance[~np.eye(len(colours), dtype=bool)].min()


@pytest.mark.parametrize(("seen", "least"), [(np.eye(3), 12), (DEUTERANOPIA, 7)])
def test_twenty_populations_are_told_apart(seen, least):
    twenty = [colour(k) for k in range(20)]
    assert len(set(twenty)) == 20 and twenty[:8] == list(COLOURS)
    assert least_difference(twenty, seen) > least
    assert colour(20) == colour(0)


def test_tints():
    assert tinted("#000000", 0.5) == "#808080" and tinted("#FF8000", -0.5) == "#804000"
    assert tinted("#12AB9F", 0.0) == "#12AB9F"


def test_a_population_has_its_colour_whatever_is_drawn_with_it():
    net = cuba(backend="numpy")
    E, I = (net.record(p, "spikes") for p in net.populations)
    v = net.record(net["I"], "v")
    weights = net.record(net.projections[1], "weight", index=[0])
    net.run(5 * ms)
    assert plot.colours(net) == {"E": COLOURS[0], "I": COLOURS[1]}
    assert plot.raster({"I": I, "E": E}).lines[0].get_color() == COLOURS[1]
    assert plot.raster(I).lines[0].get_color() == COLOURS[1]
    assert plot.activity([I]).patches[0].get_edgecolor() == mpl.colors.to_rgba(COLOURS[1])
    for thing in (v, weights, net.projections[1], net["I"][:3]):
        assert colours_of([thing]) == [COLOURS[1]]


def test_two_slices_of_a_population_are_tints_of_its_colour():
    net = cuba(backend="numpy")
    first, second = colours_of([net["E"][:50], net["E"][50:]])
    assert first == COLOURS[0] and second == tinted(COLOURS[0], 0.5)


def test_a_list_of_recordings_is_named_by_what_it_records():
    net = cuba(backend="numpy")
    recordings = [net.record(net["E"][:5], "spikes"), net.record(net["I"], "spikes")]
    net.run(1 * ms)
    labels = [t.get_text() for t in plot.raster(recordings).get_yticklabels()]
    assert labels == ["E[0:5]\n(5)", "I\n(40)"]
    assert plot.raster(recordings).get_xlim() == (0, 1)  # what they cover
    with pytest.raises(snn.AnalysisError, match="at least one recording"):
        plot.raster([])
    with pytest.raises(snn.AnalysisError, match=r"both called one of E\[0:5\]; give a mapping"):
        plot.raster(recordings[:1] * 2)


def test_labels_are_spread_where_they_would_overlap():
    assert spread(np.array([1.0, 5.0]), 2.0, 0, 9).tolist() == [1, 5]
    assert spread(np.array([1.0, 5.0, 5.5, 6.0]), 2.0, 0, 9).tolist() == [1, 3.5, 5.5, 7.5]
    assert spread(np.array([8.0, 8.5, 9.0]), 2.0, 0, 9).tolist() == [5, 7, 9]
    assert spread(np.array([4.0, 5.0, 6.0]), 9.0, 0, 9).tolist() == [0, 4.5, 9]


def test_many_bands_have_labels_of_one_line_that_do_not_overlap():
    sizes = [500, 400, 5, 5, 5, 300]
    many = {f"P{k}": (np.empty(0), np.empty(0, int), n) for k, n in enumerate(sizes)}
    ax = plot.raster(many)
    ax.figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in ax.get_yticklabels()]
    assert all(a.y1 <= b.y0 + 0.5 for a, b in pairwise(boxes))
    assert ax.get_yticklabels()[2].get_text() == "P2 (5)"


def test_labels_are_thinned_out_where_there_is_no_room_for_all():
    many = {f"P{k}": (np.empty(0), np.empty(0, int), 9) for k in range(100)}
    ax = plot.raster(many, ax=plt.subplots()[1])
    ax.figure.draw_without_rendering()
    texts = ax.get_yticklabels()
    boxes = [t.get_window_extent() for t in texts]
    assert all(a.y1 <= b.y0 + 0.5 for a, b in pairwise(boxes)) and 5 < len(boxes) < 50
    every = 100 // len(texts) + (100 % len(texts) > 0)
    assert ax.get_ylabel() == f"population (neurons)\n1 of {every} named"
    assert [t.get_text() for t in texts] == [f"P{k} (9)" for k in range(0, 100, every)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.1009, ".10"),
        (0.0066, ".007"),
        (0.0003, "3e-4"),
        (1.04, "1.0"),
        (-351.2, "-351"),
        (5821.0, "5821"),
        (44312.0, "44k"),
        (31.2e6, "31M"),
        (2.5e9, "2.5G"),
        (float("nan"), ""),
    ],
)
def test_short_numbers(value, text):
    assert short(value) == text


def test_arrays_of_a_gpu_are_brought_to_the_host():
    values = SimpleNamespace(get=lambda: np.array([[1.0], [2.0]]))
    samples = SimpleNamespace(
        times=SimpleNamespace(get=lambda: np.array([0.0, 1.0])), values=values
    )
    assert plot.traces(samples).lines[0].get_xdata().tolist() == [0, 1]
