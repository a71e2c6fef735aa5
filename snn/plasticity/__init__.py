"""Plasticity rules, one per file."""

from .normalization import Normalization as Normalization
from .rule import PlasticityRule as PlasticityRule
from .rule import Trace as Trace
from .stdp import STDP as STDP
