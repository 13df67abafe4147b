"""Class size (班额): what it is, why large classes became fewer, when the last one goes, what comes."""
