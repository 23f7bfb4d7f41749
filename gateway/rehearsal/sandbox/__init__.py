"""`ceax sandbox`: a venue of one's own to try a program on, with simulated members, days that
follow each other, and faults on demand.
"""
