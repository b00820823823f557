"""The proof: builds an image, runs it under lock and key, asks it, stops it, and looks inside."""
