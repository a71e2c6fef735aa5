"""Plasticity rules, one per file."""

from .rls import RLS as RLS
from .rule import PlasticityRule as PlasticityRule
from .rule import Trace as Trace
from .stdp import STDP as STDP
