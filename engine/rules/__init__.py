"""What the exchange decides, as a pure function of its commands: no time, chance, files or
sockets.
"""
