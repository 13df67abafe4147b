"""What the sentences of a Chinese report state of their numbers (句式): parts of wholes, shares, averages, changes, limits."""
