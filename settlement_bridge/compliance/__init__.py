"""Compliance (履约): what emitters owe, how they give it up, what is carried over, alerts,
certificates and statistics.
"""
