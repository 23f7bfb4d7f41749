"""The one writer of texts: to terminals, into CSV files, onto paper, into logs.

A text that somebody else wrote (a member's note, a peer's message, a cell of a file) reaches
people through this package only. It shows as text: it cannot style, move or hide what is beside
it, and it cannot act.
"""
