"""What the house costs, as ratios to a bare page on the same machine in the same run: `make bench`."""
