"""What a run shows while it runs."""

from __future__ import annotations

import pytest

from snn import ms
from tests.networks import cuba


def test_a_log_gets_time_and_speed(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    cuba(backend=backend).run(50 * ms, progress=True)
    shown = capsys.readouterr().err
    assert "0.05/0.05 s simulated" in shown and "× real time" in shown and "100%" in shown


def test_silent_by_default(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    cuba(backend=backend).run(10 * ms)
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err == ""
