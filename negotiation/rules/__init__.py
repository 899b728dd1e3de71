"""Pure rules of bargaining: they know neither screen nor storage."""
