"""People: accounts, organisations, memberships, signing in, tokens, and what administrators may see and do."""
