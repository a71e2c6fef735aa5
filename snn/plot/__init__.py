"""Pictures from numbers: functions take arrays or recordings and `ax=None`, and return the axes.

Population k of a network has the same colour in every picture (`colours`). Figures are drawn in
one style (`style`, `use_style`); axes that are given keep their own. Figures that are made here are
pyplot's: they stay open until `matplotlib.pyplot.close` closes them.
"""

from .activity import activity as activity
from .color_time import color_time as color_time
from .colours import COLOURS as COLOURS
from .colours import colours as colours
from .cv import cv as cv
from .delays import delays as delays
from .density import animate_density as animate_density
from .density import density as density
from .embedding import embedding as embedding
from .fi_curve import fi_curve as fi_curve
from .heatmap import heatmap as heatmap
from .isi import isi as isi
from .isi import isi_raster as isi_raster
from .matrix import matrix as matrix
from .overview import overview as overview
from .raster import raster as raster
from .spectrum import spectrum as spectrum
from .spy import spy as spy
from .style import style as style
from .style import use_style as use_style
from .summary import summary as summary
from .time_surface import time_surface as time_surface
from .traces import traces as traces
from .weights import weights as weights
from .wiring import wiring as wiring
