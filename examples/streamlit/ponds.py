DEPTHS = {"mill pond": [1.2, 1.4, 1.1], "duck pond": [0.6, 0.5, 0.7]}
