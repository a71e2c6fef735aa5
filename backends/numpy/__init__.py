"""The reference backend, in NumPy: it needs nothing else, and defines what the others must do."""

from .backend import NumpyBackend as NumpyBackend
