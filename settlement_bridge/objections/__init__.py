"""Objections (异议) to the results of clearing and delivery, until trading opens again; silence is
acceptance.
"""
