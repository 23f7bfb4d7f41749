"""How kernels are compiled, kept and found again; numba is configured here only."""
