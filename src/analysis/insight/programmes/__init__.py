"""What a programme did (政策成效估计)."""
