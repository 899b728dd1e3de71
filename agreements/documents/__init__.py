"""Papers of an agreement: PDF, Word, Akoma Ntoso and HTML, from a clause tree or a comparison of two."""
