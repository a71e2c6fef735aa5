"""Errors: of the driver and its runtime, with CUDA's names for what is wrong; of g++."""

from __future__ import annotations


class CUDARuntimeError(RuntimeError):
    """cupy.cuda.runtime.CUDARuntimeError."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class CUDADriverError(RuntimeError):
    """cupy.cuda.driver.CUDADriverError."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class BuildError(Exception):
    """g++ refused a text, and these are its messages; or it lacks something."""
