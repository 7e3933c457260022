"""Speed and memory, measured: `make bench`. Never in tests with a stopwatch."""
