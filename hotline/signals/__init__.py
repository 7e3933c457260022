"""What many callers say together: signals before a unit reports trouble, and the tallies the trends are drawn from."""
