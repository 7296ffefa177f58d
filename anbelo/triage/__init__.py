"""What a text is about: category tree and proposals with reasons."""
