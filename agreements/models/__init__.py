"""Tables of agreements. Every row is sealed to the stream its text belongs to."""

from agreements.models.texts import AgreementText, TextVersion, VersionTag

__all__ = ["AgreementText", "TextVersion", "VersionTag"]
