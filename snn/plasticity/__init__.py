"""Plasticity rules, one per file."""

from .rule import PlasticityRule as PlasticityRule
from .rule import Trace as Trace
from .stdp import STDP as STDP
from .triplet import TripletSTDP as TripletSTDP
