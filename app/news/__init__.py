"""What is new in somebody's spaces: told at once or on Monday mornings, or not at all, as they wish."""
