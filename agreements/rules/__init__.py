"""Pure rules on the texts of agreements."""
