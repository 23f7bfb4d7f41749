"""The market's past: daily rows that the exchange published before the venue's first day, taken in
with their source, and reports of any period made of them and of the venue's own days.
"""
