"""Pages of the board: read the clock, ask who may, call the figures."""
