"""Plasticity rules, one per file."""

from .normalization import Normalization as Normalization
from .reward import RewardSTDP as RewardSTDP
from .rule import PlasticityRule as PlasticityRule
from .rule import Signal as Signal
from .rule import SynapseState as SynapseState
from .rule import Trace as Trace
from .stdp import STDP as STDP
from .stp import STP as STP
from .triplet import TripletSTDP as TripletSTDP
