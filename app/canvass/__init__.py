"""Haustürgespräche: to the doors, without taking anybody's data along. Comes with its own tables and pages."""
