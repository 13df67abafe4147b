"""What all subjects share on a page: tables, words and numbers, style, marks, a view's voice, traces."""
