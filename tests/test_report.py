"""The report of a network: one well-formed file that fetches nothing, with the true numbers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import warnings
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import snn
from snn import Hz, analysis, ms, mV
from snn.reporting import embedding

NAMES = ('<b>E</b> & "co"', "I")


def network(**options):
    net = snn.Network(dt=0.1 * ms, seed=3, backend="numba", **options)
    first = snn.Uniform(-60 * mV, -50 * mV)
    cells = [
        net.population(snn.LIF(t_ref=2 * ms), n, name, v=first)
        for name, n in zip(NAMES, (40, 10), strict=True)
    ]
    for post in cells:
        delay = snn.Uniform(0.5 * ms, 2 * ms)
        net.connect(cells[0], post, "ge", snn.FixedProbability(0.2), snn.Normal(0.5, 0.1), delay)
        net.connect(cells[1], post, "gi", snn.FixedProbability(0.2), -2 * mV)
        net.stimulate(post, "I", 11 * mV)
    net.stimulate(cells[0], "ge", snn.PoissonInput(8 * Hz, 100, 0.5 * mV))
    return net


@pytest.fixture(scope="module")
def recorded():
    net = network()
    for population in net.populations:
        net.record(population, "spikes")
    net.record(net["I"], "v", index=[0, 3], every=1 * ms)
    net.run(1200 * ms)
    return net


def parsed(path: Path) -> ElementTree.Element:
    """The page, which must be well-formed; ElementTree does not know the doctype's entities."""
    text = path.read_text(encoding="utf-8")
    outside = re.sub(r'"data:[^"]*"', '""', text)
    assert re.search(r"https?://|//\w|<script|javascript:|url\(|@import", outside) is None
    return ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))


def written(net, tmp_path, **options) -> ElementTree.Element:
    """The page of a report, of which nothing warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = snn.report(net, tmp_path / "new" / "report.html", **options)
    assert [each.name for each in path.parent.iterdir()] == ["report.html"]
    return parsed(path)


WINDOW = 200 * ms, 1200 * ms
TITLE = "<i>1 < 2</i>"


@pytest.fixture(scope="module")
def page(recorded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return written(recorded, folder, embed=False, t_range=WINDOW, title=TITLE)


def texts(page: ElementTree.Element, key: str) -> list[list[str]]:
    """The rows of all tables of a section."""
    (section,) = [s for s in page.iter("section") if s.find("h2").get("id") == key]
    return [["".join(cell.itertext()) for cell in row] for row in section.iter("tr")]


def words(page: ElementTree.Element) -> str:
    return " ".join("".join(page.find("body").itertext()).split())


def test_links_and_pictures_are_in_the_file(page):
    keys = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(keys) == len(set(keys)) == 8
    assert [a.get("href") for a in page.iter("a")] == [f"#{key}" for key in keys]
    images = list(page.iter("img"))
    assert len(images) >= 8
    for image in images:
        kind, _, data = image.get("src").partition(";base64,")
        content = b64decode(data, validate=True)
        if kind == "data:image/png":
            assert content.startswith(b"\x89PNG")
        else:
            assert kind == "data:image/svg+xml"
            assert ElementTree.fromstring(content).tag.endswith("}svg")
        assert image.get("alt")


def test_names_are_text(page):
    assert page.find("body/h1").text == page.find("head/title").text == TITLE
    assert texts(page, "network")[1][0] == NAMES[0]
    assert list(page.iter("b")) == []


def test_numbers_are_those_of_the_analysis(recorded, page):
    head, *rows = texts(page, "spikes")
    assert [row[0] for row in rows] == [*NAMES]
    for row, spikes in zip(rows, recorded.recordings, strict=False):
        found = dict(zip(head, row, strict=True))
        rate = analysis.firing_rate(spikes, WINDOW)
        assert found["neurons"] == f"{spikes.n}"
        assert found["spikes"] == f"{np.sum(spikes.times >= 200):,}"
        assert found["silent"] == f"{np.sum(rate == 0)}"
        assert found["rate (Hz)"] == f"{rate.mean():.2f}"
        for key, function in (("CV", analysis.cv), ("CV2", analysis.cv2), ("LV", analysis.lv)):
            assert found[key] == f"{np.nanmean(function(spikes, WINDOW)):.2f}"
        assert found["Fano factor"] == f"{np.nanmean(analysis.fano(spikes, 100.0, WINDOW)):.2f}"
        assert found["synchrony"] == f"{analysis.synchrony(spikes, 3.0, t_range=WINDOW):.2f}"
        together = analysis.mean_correlation(spikes, 5.0, t_range=WINDOW)
        assert found["correlation"] == f"{together:.4f}"


def test_tables_say_what_the_network_is(recorded, page):
    run = dict(texts(page, "run"))
    assert run["neurons"] == "50" and run["backend"] == "numba" and run["precision"] == "float32"
    assert run["simulated time"] == "1.2 s" and run["time step"] == "0.1 ms"
    assert run["run time"].startswith(f"{recorded.run_time:.3f} s")
    factor = f"{recorded.run_time / 1.2:,.3g}"
    assert run["real-time factor"] == f"{factor}, run time over time simulated in it"
    by_name = {row[0]: row for row in texts(page, "network")}
    for projection in recorded.projections:
        row, delay = by_name[projection.name], np.unique(projection.delay)
        assert row[1] == f"{len(projection):,}"
        assert [float(x) for x in row[3].split(" … ")] == pytest.approx(
            [*delay[[0, -1]]][: len(delay)]
        )
        ends = [float(x) for x in row[2].removesuffix(" mV").split(" … ")]
        assert ends[0] == pytest.approx(projection["weight"].min(), rel=1e-5)
        assert ends[-1] == pytest.approx(projection["weight"].max(), rel=1e-5)


def test_what_was_replaced_is_counted(tmp_path):
    net = network()
    net.run(1 * ms)
    built = net._ready()
    built.sync()
    built.program.arenas[0].state["v"][:3] = np.nan  # as a fault in memory would
    built.compiled().push()
    with pytest.warns(snn.NonFiniteWarning):
        net.run(1 * ms)
    assert [NAMES[0], "v", "3"] in texts(written(net, tmp_path), "replaced")


def empty() -> snn.Network:
    return snn.Network(backend="numpy")


def not_run() -> snn.Network:
    net = network()
    net.record(net["I"], "spikes")
    return net


def silent() -> snn.Network:
    net = snn.Network(backend="numba")
    net.record(net.population(snn.LIF(), 3), "spikes")
    net.run(300 * ms)
    return net


def rates() -> snn.Network:
    net = snn.Network(dt=1 * ms, backend="numpy")
    units = net.population(snn.Rate(tau=10 * ms), 20, "units", x=snn.Normal(0, 0.5))
    net.connect(units, units, "I", snn.FixedProbability(0.5), weight=snn.Normal(0, 0.3))
    net.record(units, "r")
    net.run(100 * ms)
    return net


def half() -> snn.Network:
    net = network(precision="float16")
    net.record(net["I"], "spikes")
    net.run(50 * ms)
    return net


def learning() -> snn.Network:
    net = snn.Network(backend="numba")
    inputs = net.population(snn.Poisson(rate=50 * Hz), 20, "inputs")
    cell = net.population(snn.LIF(), 1, "cell")
    rule = snn.STDP(tau_pre=20, tau_post=20, a_plus=0.1, a_minus=0.1, w_max=4.0)
    learned = net.connect(inputs, cell, "ge", snn.AllToAll(), 2 * mV, plasticity=rule)
    net.record(learned, "weight", every=10 * ms)
    net.run(200 * ms)
    return net


CASES = {
    empty: "The network has no synapses.",
    not_run: "No spikes were recorded.",
    silent: "There are none in this window.",
    rates: "r of units.",
    half: "Not drawn: 50 ms are shorter than 200 ms.",
    learning: "weight of inputs->cell.",
}


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_any_network_has_a_report(make, tmp_path):
    assert CASES[make] in words(written(make(), tmp_path))


def test_what_is_not_embedded_is_said(monkeypatch):
    silence = {"E": analysis.SpikeTrains(np.empty(0), np.empty(0, np.int64), 4, 0.0, 2000.0)}
    (said,) = embedding.embedding_parts(silence)
    assert said == "Not drawn: 0 spikes are too few for 199 windows."
    short = {"E": analysis.trains(silence["E"], (0.0, 300.0))}
    (said,) = embedding.embedding_parts(short)
    assert said.endswith("there are 300 ms.")
    late = {"I": analysis.SpikeTrains(np.empty(0), np.empty(0, np.int64), 4, 2000.0, 3000.0)}
    assert embedding.embedding_parts(silence | late) == [
        "Not drawn: there is no time that all recordings cover."
    ]
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    (said,) = embedding.embedding_parts(silence)
    assert "umap-learn is not installed" in said


def test_recordings_of_ones_own(tmp_path):
    net = silent()
    spikes = {"a": (np.array([1.0, 5.0, 30.0]), np.array([0, 0, 1]), 4)}
    rows = texts(written(net, tmp_path, recordings=spikes, embed=False), "spikes")
    assert rows[1][:4] == ["a", "4", "3", "2"]
    with pytest.raises(snn.AnalysisError, match="recordings must be"):
        snn.report(net, tmp_path / "x.html", recordings=3)
    with pytest.raises(snn.AnalysisError, match="t_range"):
        snn.report(net, tmp_path / "x.html", t_range=(5.0, 5.0))
    with pytest.raises(snn.AnalysisError, match="is a folder"):
        snn.report(net, tmp_path)
    assert not (tmp_path / "x.html").exists()


def test_points_of_the_embedding_have_the_times_of_their_windows(monkeypatch):
    rng = np.random.default_rng(1)
    spikes = {"E": analysis.trains((rng.uniform(0, 3000, 4000), rng.integers(0, 4, 4000)))}
    spikes["E"] = analysis.trains(spikes["E"], (500.0, 2500.0))
    seen = {}
    monkeypatch.setattr(analysis, "windows", lambda *_, **options: seen.update(options) or 99)
    monkeypatch.setattr(analysis, "embed", lambda _: np.zeros((199, 2)))
    monkeypatch.setattr(embedding, "find_spec", lambda name: True)
    monkeypatch.setattr(embedding, "embedding_picture", lambda *args: args)
    ((_, times, what),) = embedding.embedding_parts(spikes)
    assert times[[0, 1, -1]].tolist() == [510, 520, 2490]  # the middles of windows of 20 ms
    assert f"by the {seen['distance'].upper()} distance" in what and "20 ms" in what


def test_letters_that_no_font_has_are_said_once_per_picture(tmp_path):
    net = snn.Network(backend="numba")
    A = net.population(snn.LIF(), 3, "\U00012000")  # a sign of cuneiform
    net.connect(A, A, "ge", snn.AllToAll(), 1 * mV)
    assert "Boxes stand for letters" in words(written(net, tmp_path))


def test_two_recordings_of_a_population_are_both_in_the_report(tmp_path):
    net = silent()
    net.record(net.populations[0], "spikes")
    net.run(300 * ms)
    page = written(net, tmp_path, embed=False)
    name = net.populations[0].name
    assert [row[0] for row in texts(page, "spikes")[1:]] == [name, f"{name} (2)"]
    assert f"Recorded for a part of it: {name} (2) from 300 to 600 ms." in words(page)


def test_the_real_time_factor_is_that_of_the_runs_of_this_session(tmp_path):
    net = silent()
    net.save(tmp_path / "net.h5")
    loaded = snn.Network.load(tmp_path / "net.h5")
    assert loaded.time == 300 and loaded.run_simulated == 0
    loaded.run(100 * ms)
    assert loaded.run_simulated == pytest.approx(100)
    run = dict(texts(written(loaded, tmp_path / "r", embed=False), "run"))
    assert run["real-time factor"].startswith(f"{loaded.run_time / 0.1:,.3g}, ")


def test_neurons_of_all_populations_are_embedded(recorded):
    found = {r.source.label: analysis.trains(r) for r in recorded.recordings[:2]}
    chosen = embedding.sample(found, (0.0, 1200.0))
    assert chosen.n == 50 and len(chosen.times) == sum(len(each.times) for each in found.values())
    many = {"a": analysis.trains((np.array([1.0, 2.0]), np.array([0, 999]), 1000))}
    assert embedding.sample(many, (0.0, 9.0)).n == 334


BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


def seen_by_browser(page: Path, folder: Path, size: str) -> tuple[list[str], set[str]]:
    """What Chromium writes to its console, and which addresses the page asks for.

    What no page asks for ("not an origin"), such as the time, Chromium wants for itself.
    """
    log = folder / f"{page.stem}-{size}.json"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
    options += ["--disable-background-networking", "--disable-component-update"]
    options += [f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr"]
    options += [f"--log-net-log={log}", f"--window-size={size}"]
    shot = f"--screenshot={folder / page.stem}-{size}.png"
    command = [BROWSER, *options, shot, page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    events = [event.get("params") for event in json.loads(log.read_text())["events"]]
    requests = [each for each in events if isinstance(each, dict) and "initiator" in each]
    return console, {each["url"] for each in requests if each["initiator"] != "not an origin"}


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_a_browser_has_nothing_to_fetch_and_nothing_to_say(recorded, tmp_path):
    path = snn.report(recorded, tmp_path / "report.html")
    assert "UMAP of" in words(parsed(path))
    bad, there = tmp_path / "bad.html", "http://127.0.0.1:9/there.png"
    bad.write_text(f"<img src='{there}' /><script>console.error('bad')</script>")
    console, urls = seen_by_browser(bad, tmp_path, "400,400")
    assert any("bad" in line for line in console) and there in urls  # so it would be seen
    for size in ("1200,3000", "480,3000"):
        assert seen_by_browser(path, tmp_path, size) == ([], set())
