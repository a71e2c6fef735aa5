"""Plasticity rules, one per file."""

from .force import FORCE as FORCE
from .oja import Oja as Oja
from .pinning import PINning as PINning
from .rate_rule import RateRule as RateRule
from .rule import PlasticityRule as PlasticityRule
from .rule import Trace as Trace
from .stdp import STDP as STDP
