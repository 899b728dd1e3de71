"""Pure rules about people: e-mail addresses, passwords, waiting times, one-time secrets, organisations."""
