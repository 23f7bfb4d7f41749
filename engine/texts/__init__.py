"""Texts of people: what they hand in is read here, what they get is written here.

Files come in through `decoding` (bytes to text), `csv_files` (lines to cells) and `grammar` (cells
to values): nothing is read as other letters or as another number. A text that somebody else wrote
(a member's note, a peer's message, a cell of a file) goes out to terminals, into CSV files, onto
paper and into logs through this package only. It shows as text: it cannot style, move or hide what
is beside it, and it cannot act.
"""
