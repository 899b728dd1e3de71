"""Pure rules of evaluation: they know neither screen nor storage."""
