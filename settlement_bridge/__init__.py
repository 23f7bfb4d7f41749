"""The settlement bridge delivers: clearing trade by trade, delivery versus payment in the
registry.
"""
