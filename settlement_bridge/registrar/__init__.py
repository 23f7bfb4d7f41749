"""The registrar (登记): entities, instruments, allocation, reversals, and what can be read in the
books.
"""
