"""Numbers from spike trains: arrays in, arrays out.

Every function takes a recording of spikes, `(times, ids)` or `(times, ids, n)`; times in ms,
neurons from 0. What is array code runs on NumPy and on CuPy arrays alike. Work and memory are
linear in the number of spikes unless a function says otherwise.
"""

from .bursts import bursts as bursts
from .communities import communities as communities
from .correlation import correlation as correlation
from .correlation import mean_correlation as mean_correlation
from .correlogram import cross_correlogram as cross_correlogram
from .counts import counts as counts
from .counts import fano as fano
from .distances import isi_distance as isi_distance
from .distances import spike_distance as spike_distance
from .distances import van_rossum as van_rossum
from .distances import victor_purpura as victor_purpura
from .embed import embed as embed
from .fi_curve import fi_curve as fi_curve
from .intervals import cv as cv
from .intervals import cv2 as cv2
from .intervals import isi as isi
from .intervals import lv as lv
from .intervals import lvr as lvr
from .rates import firing_rate as firing_rate
from .rates import population_rate as population_rate
from .rates import psth as psth
from .spectrum import spectrum as spectrum
from .surface import time_surface as time_surface
from .synchrony import synchrony as synchrony
from .trains import SpikeTrains as SpikeTrains
from .trains import trains as trains
from .vectors import train_vectors as train_vectors
from .windows import windows as windows
from .wiring import Wiring as Wiring
from .wiring import wiring as wiring
