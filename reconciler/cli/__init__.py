"""The command line: parse, call one workflow, render, exit code. One file a command, in ``commands/``."""
