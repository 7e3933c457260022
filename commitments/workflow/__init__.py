"""Every change to a commitment. One verb per function; `base.step` is the only way a stage changes."""
