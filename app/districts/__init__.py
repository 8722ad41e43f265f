"""What a Stadtteilverband does in its space, one package for each activity."""
