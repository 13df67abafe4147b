"""Optional moves of teachers between schools (教师校际调配): the county keeps all of them, and schools come nearer each other."""
