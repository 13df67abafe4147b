"""Room 3: the rules as dated, cited data; what is counted; what follows for a school and a county."""
