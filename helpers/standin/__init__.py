"""Stand-in data that the book draws itself, for use without a network."""
