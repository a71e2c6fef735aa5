"""Synapses: which there are, what they weigh, how they are kept, drawn, read and written."""
