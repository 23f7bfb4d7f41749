"""The gateway's table of operations, a module for each subject; `rows` gathers them."""
