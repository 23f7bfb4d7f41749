"""Market data by HTTP: `GET /v1/…` at the feed's address.

`routes` is the table of paths. From it come the reader of requests (`requests`), the OpenAPI
document (`openapi`), the tables of HTTP.md (`page`) and the tests. `live`, `past` and `archived`
have a function for each route; `site` joins them. Nothing here has a socket.
"""
