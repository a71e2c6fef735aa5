"""Several MPI ranks give the bits of one process; what ends one of them ends all."""

from __future__ import annotations

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


@needs_mpi
@pytest.mark.parametrize("ranks", [1, 2, pytest.param(4, marks=pytest.mark.slow)])
def test_ranks_give_the_bits_of_one_process(alone, ranks):
    folder, expected = alone
    done = mpiexec(ranks, "-m", "tests.mpi_networks", folder)
    assert done.returncode == 0, done.stderr
    for rank in {0, ranks - 1}:
        found = dict(np.load(folder / f"{ranks} {rank}.npz"))
        of_all = {k for k in expected if rank == 0 or not k.endswith("warnings")}
        assert found.keys() == of_all
        assert [k for k in of_all if not same_bits(expected[k], found[k])] == []
    assert len(expected["short: seen 1"]) > 100, "neurons spike"
    assert len(expected["short: warnings"]) == 2
    loaded = snn.Network.load(folder / f"learning {ranks}.h5", backend="numba", **LOADED)
    after = continued(loaded)
    assert [k for k in after if not same_bits(after[k], expected[f"learning: {k}"])] == []
