"""The commands of `anbelo`, one file for each thing. They speak English, as logs do."""
