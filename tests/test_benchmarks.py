"""The benchmarks: what they report, and how they judge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import snn
from benchmarks import analysis, scale_table
from benchmarks.common import WORKLOADS, json_of, table
from benchmarks.compare import WANTED, best

ROOT = Path(__file__).resolve().parent.parent

FIELDS = {
    *("workload", "n", "synapses", "backend", "precision", "threads", "version", "device"),
    *("build_s", "compile_s", "run_s", "spikes", "rate_hz", "peak_rss_mb", "bytes_per_synapse"),
}


@pytest.fixture(scope="module")
def result() -> dict:
    """One run as it is reported."""
    command = [sys.executable, "-m", "benchmarks.run", "W3", "--backend", "numpy", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_run_reports_every_field(result):
    assert not FIELDS - set(result)
    assert (result["workload"], result["backend"]) == ("W3", "numpy")
    assert result["version"] == snn.__version__


def test_the_numbers_of_a_run_belong_together(result):
    assert result["rate_hz"] == pytest.approx(result["spikes"] / result["n"], abs=1e-5)
    assert 4 <= result["bytes_per_synapse"] <= 12
    assert 1 < result["peak_rss_mb"] < 4000
    assert 0 < result["run_s"] < 600


@pytest.mark.parametrize(
    ("workload", "n", "synapses", "dt"),
    [
        ("W1a", 4_000, 320_000, 0.1),
        ("W1b", 20_000, 4_000_000, 0.1),
        ("W2", 4_000, 320_000, 0.1),
        ("W2b", 20_000, 4_000_000, 0.1),
        ("W3", 10_000, 1_000_000, 1.0),
        ("W4", 4_000, 320_000, 0.1),
    ],
)
def test_workloads_are_of_the_defined_size(workload, n, synapses, dt):
    net = WORKLOADS[workload](backend="numpy")
    E, I = net["E"], net["I"]
    assert (E.n, I.n, net.dt) == (0.8 * n, 0.2 * n, dt)
    expected = sum(p.connectivity.expected(p.source.n, p.target.n) for p in net.projections)
    assert expected == pytest.approx(synapses)


def test_w5_is_of_the_defined_size():
    net = WORKLOADS["W5"](backend="numpy")
    assert sum(p.n for p in net.populations) == 7_717
    assert sum(q.connectivity.n for q in net.projections) == pytest.approx(3e6, rel=0.01)
    first = snn.Normal(-58.0, 3.0, clip=(None, -50.0))  # mV; the threshold is -50
    assert all(p.initial["v"] == first for p in net.populations)


def test_every_workload_has_a_goal():
    assert set(WANTED) == set(WORKLOADS)


def test_a_contestant_is_judged_by_its_best_thread_count():
    samples = {1: [{"run_s": 2.0}, {"run_s": 3.0}], 2: [{"run_s": 1.0}, {"run_s": 9.0}]}
    assert best(samples) == 1  # medians 2.5 and 5


def test_tables_are_aligned():
    assert table([["a", "b"], ["long", "1"]]).splitlines() == [
        "a     b",
        "----  -",
        "long  1",
    ]


def test_scales_are_measured_and_drawn(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(scale_table, "SIZES", ((500, 50, 20),))
    scale_table.main(["--threads", "1", "--out", str(tmp_path)])
    results = json.loads((tmp_path / "scale-1.json").read_text())
    assert [r["n"] for r in results] == [500]
    assert all(20_000 < r["synapses"] < 30_000 and r["event_ns"] > 0 for r in results)
    assert capsys.readouterr().out.count("\n") == 2
    assert (tmp_path / "scale-1.png").stat().st_size > 1000


def test_statistics_of_many_spikes_are_measured(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(analysis, "FUNCTIONS", {"cv": analysis.FUNCTIONS["cv"]})
    analysis.main(["--spikes", "1000", "2000", "--out", str(tmp_path)])
    results = json.loads((tmp_path / "analysis.json").read_text())["results"]
    assert [(r["function"], r["spikes"]) for r in results] == [("cv", 1000), ("cv", 2000)]
    assert all(r["seconds"] > 0 for r in results)
    assert capsys.readouterr().out.count("\n") == 3
    # What is measured: the spikes of a recording, and of every neuron as many on the average.
    spikes = analysis.poisson_trains(300_000)
    assert (np.diff(spikes.times) >= 0).all() and spikes.times[-1] < spikes.stop
    assert len(spikes.times) / spikes.n / spikes.duration == pytest.approx(analysis.RATE, rel=0.02)


def test_the_microcircuit_reports_speed_and_activity(tmp_path):
    figure = tmp_path / "activity.png"
    options = ["--scale", "0.02", "--seconds", "0.2", "--figure", str(figure), "--json"]
    result = json_of("benchmarks.microcircuit", *options)
    assert figure.stat().st_size > 10_000
    assert (result["n"], result["scale"], result["drive"]) == (1544, 0.02, "poisson")
    assert result["rtf"] == pytest.approx(result["run_s"] / 0.2, rel=1e-4)
    for measure in ("rate_hz", "rate_deviation", "cv_isi", "correlation", "synchrony"):
        assert list(result[measure]) == ["23E", "23I", "4E", "4I", "5E", "5I", "6E", "6I"]
    spikes = sum(result["rate_hz"].values())
    assert spikes > 0 and result["events_per_step"] > 0 and result["bytes_per_synapse"] < 8


@pytest.mark.slow
def test_the_pictures_of_wiring_are_measured(tmp_path):
    out = tmp_path / "pictures"
    result = json_of("benchmarks.wiring", "--scale", "0.02", "--out", str(out))
    assert result["synapses"] == 119_548 and result["spy_s"] > 0
    assert {path.stem for path in out.iterdir()} == {
        "spy", "density", "probability", "weight", "delays",
    }  # fmt: skip
    assert all(value >= 0 for key, value in result.items() if key.endswith("_gb"))
