"""What a county states of itself (县级数据项): the items there are, and a record of what was stated, by whom and where."""
