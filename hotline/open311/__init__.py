"""Open311 GeoReport v2 under `/open311/v2/`: other apps hand in requests and follow them (docs/open311.md).

Deliberately narrower than the standard: without a key nobody reads more than the hotline's released summary, and
what tells who the sender is can only be written, never read.
"""
