"""Series of counts and shares that can carry a trend, and the base a printed share implies (可用于趋势测算的序列)."""
