"""Registry and exchange compared at every start, and the way back for a registry restored from an
old copy.
"""
