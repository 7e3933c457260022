"""The commitments' pages: the list, one commitment, its steps, its evidence."""
