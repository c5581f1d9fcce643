"""What is asked over several turns, or several things in one breath, as questions that stand alone."""
