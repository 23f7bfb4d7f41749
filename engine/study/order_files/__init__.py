"""Orders from files through a simulated venue, and its trades into files: `ceax simulate`."""
