"""Units of a run (运行单元): one document each, keyed by what it is made from, made apart, kept when nothing changed."""
