"""One folder per language, holding its words as tables (see ``whosays.reading.lexicon``)."""
