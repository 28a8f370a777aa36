"""The nouns of the domain, a file each, as frozen values. Nothing here reads a clock, a disk or the environment."""
