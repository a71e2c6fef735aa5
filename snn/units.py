"""Units as plain floats. Base units: ms, mV, nS, pA, pF, kHz (a consistent set: pF·mV/ms = pA)."""

ms = 1.0
second = 1000.0
us = 1e-3
mV = 1.0
volt = 1000.0
nS = 1.0
uS = 1000.0
pA = 1.0
nA = 1000.0
pF = 1.0
nF = 1000.0
Hz = 1e-3
kHz = 1.0
