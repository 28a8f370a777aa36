"""How messages reach people: a channel a file, and what every link in them is made with."""
