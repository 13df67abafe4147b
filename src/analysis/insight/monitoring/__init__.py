"""Annual monitoring (年度监测): what a county's indicators were, what they are, and which schools moved."""
