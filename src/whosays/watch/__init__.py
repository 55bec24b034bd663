"""Watching sources: feeds, pages, sitemaps and folders on schedules, into a ledger, with rules that notify."""
