"""Collective agreements: their texts, versions, comparison, signing, filing and performance."""
