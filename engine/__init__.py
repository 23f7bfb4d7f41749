"""The engine decides: a pure function of its command log, with no sockets, clock or files in the
deciding part.
"""
