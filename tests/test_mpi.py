"""Several MPI ranks give the bits of one process; what ends one of them ends all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from tests.conftest import same_bits
from tests.mpi_files import contents, write_files
from tests.mpi_networks import CASES, Full, continued, swinging

ROOT = Path(__file__).resolve().parent.parent
MISSING = util.find_spec("mpi4py") is None
LOADED = {"models": [Full], "functions": {"swinging": swinging}}

needs_mpi = pytest.mark.skipif(
    MISSING and not os.environ.get("CI"), reason="mpi4py is not installed: pip install .[mpi]"
)


def mpiexec(ranks: int, *arguments: Any, **options: Any) -> subprocess.CompletedProcess[str]:
    """Python with these arguments on so many ranks; a hang is an error after two minutes."""
    beside = Path(sys.executable).with_name("mpiexec")  # that of the wheel
    program = str(beside) if beside.exists() else shutil.which("mpiexec")
    assert program is not None, "mpiexec is not installed: pip install mpich"
    command = [program, "-n", str(ranks), sys.executable, *map(str, arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    options = {"cwd": ROOT, "env": environment, "timeout": 120, **options}
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """(a folder with a checkpoint of the network that learns, what one process sees of all)."""
    folder = tmp_path_factory.mktemp("ranks")
    expected = {}
    for name, run in CASES.items():
        file = folder / "alone.h5" if name == "learning" else None
        expected |= {f"{name}: {key}": value for key, value in run(file=file).items()}
    prefix = "learning: "
    of_file = {k: v for k, v in expected.items() if k.startswith(prefix)}
    expected |= {f"loaded: {k.removeprefix(prefix)}": v for k, v in of_file.items()}
    return folder, expected


SOME, ALL = ["brief"], [name for name in CASES if name != "brief"]


@needs_mpi
@pytest.mark.parametrize(
    ("ranks", "cases"),
    [
        (1, SOME),
        (2, ALL),
        (4, SOME),
        *(pytest.param(n, ALL, marks=pytest.mark.slow) for n in (1, 3, 4)),
    ],
)
def test_ranks_give_the_bits_of_one_process(alone, ranks, cases):
    folder, expected = alone
    done = mpiexec(ranks, "-m", "tests.mpi_networks", folder, *cases)
    assert done.returncode == 0, done.stderr
    names = [*cases, *(["loaded"] if "learning" in cases else [])]
    wanted = {k: v for k, v in expected.items() if k.split(":")[0] in names}
    for rank in range(ranks):
        found = dict(np.load(folder / f"{ranks} {rank}.npz"))
        of_all = {k for k in wanted if rank == 0 or not k.endswith("warnings")}
        assert found.keys() == of_all
        assert [k for k in of_all if not same_bits(wanted[k], found[k])] == []
    if "learning" in cases:
        loaded = snn.Network.load(folder / f"learning {ranks}.h5", backend="numba", **LOADED)
        after = continued(loaded)
        assert [k for k in after if not same_bits(after[k], expected[f"learning: {k}"])] == []


def test_the_networks_do_what_they_are_for(alone):
    _, expected = alone
    assert expected["brief: seen"].size > 200
    for case in ALL:
        spikes = [k for k in expected if k.startswith(f"{case}: seen")]
        assert sum(expected[k].size for k in spikes) > 500, case
        assert len(expected[f"{case}: warnings"]) > 0, case


@needs_mpi
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("raises", ["ValueError: rank 1 has had enough", "rank 1 of 2 failed"]),
        ("killed", []),
        ("inside", ["ZeroDivisionError: no input on rank 1", "rank 1 of 2 failed"]),
    ],
)
def test_a_rank_that_fails_ends_all(what, said):
    done = mpiexec(2, "-m", "tests.mpi_failures", what)
    assert done.returncode != 0
    assert [text for text in said if text not in done.stderr] == []
    assert "caught" not in done.stdout


@needs_mpi
def test_files_are_written_by_one_rank_and_read_by_all(tmp_path):
    done = mpiexec(2, "-m", "tests.mpi_files", tmp_path / "two")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("reads what was written") == 2
    write_files(tmp_path / "one", backend="numba")
    for name in ("nodes.h5", "edges.h5", "inputs.h5", "spikes.h5"):
        one, two = (contents(tmp_path / each / name) for each in ("one", "two"))
        assert one.keys() == two.keys() and len(one) > 1
        assert [k for k in one if not same_bits(one[k], two[k])] == []


AGREED = {
    "another seed": "SNNError: rank 1 builds another network than rank 0",
    "another time": "SNNError: Network.run: ranks run for different times; steps left by rank: ",
    "another size": "SNNError: rank 1 builds another network than rank 0",
    "memory": "OutOfMemoryError: the network has about",
    "numpy": "BackendError: backend 'numpy' does not run a network on several MPI ranks; numba",
    "RLS": "BackendError: projection 'fitted': RLS cannot be divided among MPI ranks",
    "rates": "BackendError: projection 'R->R': sums of rates cannot be divided among MPI ranks",
    "graded": "BackendError: projection 'AB/PD->LP glut': graded synapses cannot be divided among",
    "scrubbed": "NonFiniteError: population 'I': 1 non-finite values in v, first at t = 1 ms",
}


@needs_mpi
def test_errors_are_those_of_all_ranks():
    done = mpiexec(2, "-m", "tests.mpi_failures", "agreed")
    assert done.returncode == 0, done.stdout + done.stderr
    for what, message in AGREED.items():
        assert done.stdout.count(f"{what}: {message}") == 2, done.stdout


def test_without_mpi4py_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "mpi4py", None)
    with pytest.raises(snn.BackendError, match=r"pip install \.\[mpi\]"):
        snn.mpi.world()


def test_comm_must_be_a_communicator():
    with pytest.raises(snn.SNNError, match="comm must be a communicator of mpi4py"):
        snn.Network(comm=4)


@needs_mpi
@pytest.mark.slow
def test_the_demo_runs_on_two_ranks(tmp_path):
    done = mpiexec(2, "-m", "snn", "demo", "--mpi", "--scale", "0.03", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("1 s of biological time in") == 1
    assert (tmp_path / "headline.png").stat().st_size > 10_000


@needs_mpi
@pytest.mark.slow
def test_weak_scaling_is_measured(tmp_path):
    out = tmp_path / "ranks.json"
    size = ["--n", "300", "--degree", "50", "--ms", "20", "--rounds", "1"]
    command = [sys.executable, "-m", "benchmarks.ranks", *size, "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    one, two = json.loads(out.read_text())["rows"]
    assert (one["ranks"], two["ranks"]) == (1, 2)
    assert (one["neurons"], two["neurons"]) == (300, 600)
    assert one["efficiency"] == 1
    assert two["efficiency"] == pytest.approx(one["rtf"] / two["rtf"])
    assert two["exchanges"] == 14  # 200 steps, one in 15
    assert 0 < two["exchange_us_per_step"] < two["step_us"]
