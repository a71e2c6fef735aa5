"""Plasticity rules, one per file."""

from .force import FORCE as FORCE
from .oja import Oja as Oja
from .pinning import PINning as PINning
from .rate_rule import RateRule as RateRule
from .reward import RewardSTDP as RewardSTDP
from .rls import RLS as RLS
from .rule import PlasticityRule as PlasticityRule
from .rule import Signal as Signal
from .rule import SynapseState as SynapseState
from .rule import Trace as Trace
from .stdp import STDP as STDP
from .stp import STP as STP
from .triplet import TripletSTDP as TripletSTDP
