"""`ceax conform`: what a venue asks of a member's program before it may trade.

The examiner sits between the program and a venue, as a relay that both take for the other. It
lets the program do what it always does, brings about each situation once (a lost answer, a cut
line, silence, a throttle, a halt), and judges what the program sent. So a program needs no code for
its examination, and one that passes has been seen to do right.
"""
