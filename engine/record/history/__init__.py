"""What can be done with a recorded history: `ceax log` proves, shows, cuts, compares and archives
it.
"""
