"""The database: its lease, its transactions, bulk writing, the worker, migrations."""
