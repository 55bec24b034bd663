"""Scripts that train what whosays ships: run by hand, never by users. See docs/model-card.md."""
