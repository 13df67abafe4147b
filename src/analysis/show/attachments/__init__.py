"""What a county office attaches to its self-assessment (可作附件的材料): annexes, school sheets, the report's skeleton."""
