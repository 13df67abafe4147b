"""How firm a verdict is (结论稳健性): margins, what rounding and missing values can do, how careful the count must be."""
