"""A county's table as it may be published (公开版): few people are not shown, nor what would give them back."""
