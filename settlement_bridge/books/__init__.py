"""The registry's books: who holds what, every tonne by its serial number, every event with its
sign-off, all of it checked.
"""
