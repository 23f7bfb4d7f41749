"""The gateway's process and its sockets: ``python -m gateway.server --data DIR``."""
