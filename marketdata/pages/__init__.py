"""Pages in the browser: what the public, members and the exchange's staff look at.

`table` has a row for each page. `documents` writes its HTML and says what it may load, `assets` are
the files that it loads, `dictionary` the words of the tables in Chinese and English, `site` answers
for all of them. The pages themselves lie in `browser` and speak the public protocol. Nothing here
has a socket.
"""
