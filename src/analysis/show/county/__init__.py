"""One county in one year: the view that notebooks 01 to 04 share (县域视图)."""
