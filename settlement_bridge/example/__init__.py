"""Two example years of a national market, with the published totals, run through a registry of
their own.
"""
