"""The commands, a file each; ``root.COMMANDS`` lists them. Each file has a ``command``."""
