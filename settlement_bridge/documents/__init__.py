"""Papers of the registry: copies of its database, the audit, statements and bulletins."""
