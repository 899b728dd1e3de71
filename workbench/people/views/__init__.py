"""The pages of people: arriving, one's own account, administration."""
