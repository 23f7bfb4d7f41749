"""From trades to delivery: collecting, clearing, confirmation, transfers, comparison, catching
up.
"""
