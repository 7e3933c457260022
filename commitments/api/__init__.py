"""The commitments over `/api/v1/`: what stands, and every step of `commitments.actions` as a POST."""
