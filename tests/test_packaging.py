"""What is installed, how fast it imports, and how large its files are."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

import snn

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"snn": "snn", "backends": "snn.backends", "kernels": "snn.kernels"}
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())


def packages_of_the_tree() -> set[str]:
    """The package name of every folder that holds code."""
    found = set()
    for folder, package in FOLDERS.items():
        for path in (ROOT / folder).rglob("*.py"):
            inside = path.parent.relative_to(ROOT / folder).parts
            found.add(".".join((package, *inside)))
    return found


def test_the_package_list_is_complete():
    assert set(CONFIGURATION["tool"]["setuptools"]["packages"]) == packages_of_the_tree()


def test_every_kernel_is_installed():
    patterns = CONFIGURATION["tool"]["setuptools"]["package-data"]["snn.kernels"]
    folder = ROOT / "kernels"
    installed = {path for pattern in patterns for path in folder.glob(pattern)}
    assert installed == {*folder.rglob("*.cu"), *folder.rglob("*.cuh")}


def test_every_package_has_an_init():
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            assert (path.parent / "__init__.py").is_file(), path.parent


def test_no_file_is_longer_than_400_lines():
    tracked = ("snn", "backends", "kernels", "tests", "examples", "benchmarks")
    for folder in tracked:
        for path in (ROOT / folder).rglob("*.py"):
            n = len(path.read_text().splitlines())
            assert n <= 400, f"{path.relative_to(ROOT)} has {n} lines"


def run(code: str, **options) -> str:
    """What a fresh interpreter prints."""
    python = options.pop("python", sys.executable)
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


HEAVY = "numba cupy matplotlib umap h5py scipy tqdm"


def test_import_is_light():
    loaded = run(f"import sys, snn; print([m for m in '{HEAVY}'.split() if m in sys.modules])")
    assert loaded == "[]"


def test_import_takes_at_most_half_a_second():
    # Processor time: what other processes on the machine do is not this library's.
    code = "import time; t = time.process_time(); import snn; print(time.process_time() - t)"
    assert min(float(run(code)) for _ in range(3)) <= 0.5


@pytest.fixture(scope="module")
def wheel_python(tmp_path_factory) -> tuple[str, Path]:
    """An interpreter whose only snn is the wheel built from a copy of the tree, and that copy."""
    tmp = tmp_path_factory.mktemp("wheel")
    ignore = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "figures")
    copy = Path(shutil.copytree(ROOT, tmp / "tree", ignore=ignore))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp), str(copy)]
    subprocess.run([*pip, *build], check=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp / "venv")], check=True)
    python = tmp / "venv" / "bin" / "python"
    (wheel,) = tmp.glob("*.whl")
    subprocess.run([*pip, "--python", str(python), "install", "--no-deps", str(wheel)], check=True)
    # The dependencies come from this interpreter; path files in a .pth folder are not followed, so
    # an editable installation of this tree stays out.
    (site,) = (tmp / "venv" / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return str(python), copy


SHORT_RUN = """
import snn, snn.backends.numpy, snn.circuits, snn.kernels, snn.plot
net = snn.circuits.headline(scale=0.01, backend="numpy")
net.run(1.0)
assert "Philox" in snn.kernels.flatten("generated/philox.cuh")
print(snn.__version__, snn.__file__)
"""


@pytest.mark.slow
def test_the_wheel_runs_without_the_tree(wheel_python, tmp_path):
    python, _ = wheel_python
    version, where = run(SHORT_RUN, python=python, cwd=tmp_path).split()
    assert version == snn.__version__
    assert "site-packages" in where
    command = Path(python).with_name("snn")
    info = subprocess.run([command, "info"], capture_output=True, text=True, cwd=tmp_path)
    assert info.returncode == 0, info.stderr
    assert snn.__version__ in info.stdout


@pytest.mark.slow
def test_a_bare_checkout_wins_over_the_wheel(wheel_python):
    python, tree = wheel_python
    _, where = run(SHORT_RUN, python=python, cwd=tree).split()
    assert Path(where) == tree / "snn" / "__init__.py"
    assert run("import snn.backends as b; print(b.__file__)", python=python, cwd=tree) == str(
        tree / "backends" / "__init__.py"
    )
