"""Published networks, ready to run: each function returns a Network with named populations."""

from .headline import headline as headline
from .vogels_abbott import vogels_abbott_cuba as vogels_abbott_cuba
