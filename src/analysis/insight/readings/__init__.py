"""What the documents leave open (口径未明之处): each reading of it, and the verdicts it turns."""
