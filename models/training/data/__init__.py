"""Real imagery and what is known of it: bands, clear ground, labelled places, dates with labels that time gave."""
