"""Every example runs as a script, and draws what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ARGUMENTS = {
    "headline": ["0.05"],
    "potjans_diesmann": ["0.05"],
    "report": ["0.2"],
    "song2000": ["40"],
    "sweep_dask": ["--steps", "3", "--seeds", "1"],
    "sweep_joblib": ["3"],
    "wiring_blocks": ["0.05"],
}
SLOW = {
    "report",
    "pyloric",
    "reward_stdp",
    "song2000",
    "normalized_weights",
    "oja",
    "headline",
    "adex_patterns",
    "auditory_microcircuit",
    "izhikevich_patterns",
    "own_model",
    "train_spiking",
    "brunel2000",
    "izhikevich2003",
    "sweep_dask",
    "sweep_joblib",
    "vogels_abbott",
    "spike2vec_replay",
    "umap_spike_trains",
    "force",
    "escape_noise",
    "pinning",
    "glif_levels",
    "nir_import",
    "wiring_blocks",
}
NEEDS = {"mpi": "mpi4py", "nir_import": "nir"}
NAMES = sorted(p.stem for p in EXAMPLES.glob("*.py"))
WITHOUT_FIGURE = {"checkpoint", "report"}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in NAMES]
)
def test_example_runs(name, tmp_path):
    if name in NEEDS and not os.environ.get("CI"):
        pytest.importorskip(NEEDS[name])
    command = [sys.executable, str(EXAMPLES / f"{name}.py"), str(tmp_path)]
    done = subprocess.run(
        command + ARGUMENTS.get(name, []),
        env={**os.environ, "MPLBACKEND": "Agg"},
        cwd=EXAMPLES.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    if name not in WITHOUT_FIGURE:
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
    assert any(tmp_path.iterdir())


def test_examples_are_short():
    for path in EXAMPLES.glob("*.py"):
        assert len(path.read_text().splitlines()) <= 60, path.name


def test_the_example_of_the_readme_runs(tmp_path, monkeypatch):
    readme = (EXAMPLES.parent / "README.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "MPLBACKEND": "Agg"}
    )
    assert (tmp_path / "raster.png").is_file()
