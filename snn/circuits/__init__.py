"""Published networks, ready to run: each function returns a Network with named populations."""

from .auditory_microcircuit import auditory_microcircuit as auditory_microcircuit
from .brunel2000 import brunel2000 as brunel2000
from .chain import chain as chain
from .headline import headline as headline
from .izhikevich2003 import izhikevich2003 as izhikevich2003
from .potjans_diesmann import potjans_diesmann as potjans_diesmann
from .pyloric import pyloric as pyloric
from .song2000 import song2000 as song2000
from .vogels_abbott import vogels_abbott_coba as vogels_abbott_coba
from .vogels_abbott import vogels_abbott_cobahh as vogels_abbott_cobahh
from .vogels_abbott import vogels_abbott_cuba as vogels_abbott_cuba
