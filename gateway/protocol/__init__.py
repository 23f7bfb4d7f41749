"""The protocol of all three servers and their clients: frames, fields, errors, keys, limits,
sessions.
"""
