"""How the parts of the pages that others have written come into an installation."""
