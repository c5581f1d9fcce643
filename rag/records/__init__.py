"""Records: who asked what and what was answered, replayed from the index; backup; logs without secrets."""
