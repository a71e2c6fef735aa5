"""The benchmarks: what they report, and how they judge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import snn
from benchmarks.common import WORKLOADS, table
from benchmarks.compare import best

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


def test_a_contestant_is_judged_by_its_best_thread_count():
    samples = {1: [{"run_s": 2.0}, {"run_s": 3.0}], 2: [{"run_s": 1.0}, {"run_s": 9.0}]}
    assert best(samples) == 1  # medians 2.5 and 5


def test_tables_are_aligned():
    assert table([["a", "b"], ["long", "1"]]).splitlines() == [
        "a     b",
        "----  -",
        "long  1",
    ]
