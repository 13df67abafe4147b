"""What a table must satisfy, and the errors and notes about one that does not (数据检查)."""
