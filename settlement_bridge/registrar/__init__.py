"""The registry's desk (柜台): what its operator asks of the books beyond single instructions, and
what can be read in them.
"""
