"""The command `snn`."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import snn
from snn.cli import main


def test_info_lists_versions_and_backends(capsys):
    main(["info"])
    printed = capsys.readouterr().out
    assert re.search(rf"^snn +{re.escape(snn.__version__)}$", printed, re.MULTILINE)
    assert ", ".join(snn.backends.available()) in printed
    assert re.search(r"^processor .* \d+ threads$", printed, re.MULTILINE)


def test_info_says_why_auto_picks_what_it_picks(capsys, monkeypatch):
    monkeypatch.setenv("SNN_BACKEND", "numpy")
    main(["info"])
    assert "auto picks     numpy (SNN_BACKEND says so)" in capsys.readouterr().out


def test_info_fails_where_a_required_backend_cannot_run():
    with pytest.raises(SystemExit, match=r"snn: error: backend 'abacus' is unknown"):
        main(["info", "--require", "abacus"])


def test_demo_draws_and_says_what_it_ran(tmp_path, capsys):
    main(["demo", "--scale", "0.05", "--out", str(tmp_path / "pictures")])
    line = capsys.readouterr().out.splitlines()[-1]
    figure = tmp_path / "pictures" / "headline.png"
    assert line.startswith("1,000 neurons, ")
    assert re.search(r" synapses, [\d,]+ spikes, \d+\.\d\d Hz; .* × real time\)", line)
    assert line.endswith(f"figure: {figure}")
    assert figure.stat().st_size > 10_000


def test_python_m_snn_is_the_same_command():
    done = subprocess.run([sys.executable, "-m", "snn", "info"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "auto picks" in done.stdout


def test_a_command_is_required(capsys):
    with pytest.raises(SystemExit):
        main([])
    assert "demo | bench | info" in capsys.readouterr().err
