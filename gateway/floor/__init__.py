"""The trading floor without sockets: what the sessions ask is planned, decided by the engine, and
answered.
"""
