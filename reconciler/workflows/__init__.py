"""One function per use. The only place where rooms are wired together; holds no state between calls."""
