"""Room 2: what came in. Tables of school sections, printed facts, and where each number stood."""
