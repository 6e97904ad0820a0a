"""What several formats, and those who speak of them, use."""
