"""What to do (一校一策): the cheapest additions with which a county passes, and what they cost."""
