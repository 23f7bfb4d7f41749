"""The rules, by what they look at.

A rule is made anew for each trading day. It hears a fact of the market where it has a method of
that name: `entered`, `replaced`, `left`, `traded`, `units_moved`, `noticed`, `closed`, `moment`. It
knows no clock, chance or file, so that the same events always give the same findings.
"""
