"""Numbers with the same bits everywhere: elementary functions, random numbers, 16-bit storage."""
