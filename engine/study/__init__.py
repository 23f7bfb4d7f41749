"""A library for researchers: simulated venues, order files, figures."""
