"""Published networks, ready to run: each function returns a Network with named populations."""

from .headline import headline as headline
from .potjans_diesmann import potjans_diesmann as potjans_diesmann
from .pyloric import pyloric as pyloric
from .song2000 import song2000 as song2000
from .vogels_abbott import vogels_abbott_cuba as vogels_abbott_cuba
