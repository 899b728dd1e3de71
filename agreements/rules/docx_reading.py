from agreements.rules.decoding import ImportRefused
from agreements.rules.sources import Source


def read_docx(data: bytes) -> Source:
    raise ImportRefused("not_word")
