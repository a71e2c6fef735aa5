"""Networks on disk: one HDF5 file of data, never code."""

from .files import load as load
from .files import save as save
