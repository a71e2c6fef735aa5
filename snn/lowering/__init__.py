"""From populations, projections and stimuli to a program, and between its arrays and the user."""
