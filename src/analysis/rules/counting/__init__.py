"""Who is counted (计入范围): sections, and the sharing of a through-school's resources."""
