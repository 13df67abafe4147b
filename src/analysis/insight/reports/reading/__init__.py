"""Numbers and relations read from a report's text (读数), for a person to finish."""
