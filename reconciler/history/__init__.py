"""The journal asked: what happened, in what order, and whether the state is what came of it."""
