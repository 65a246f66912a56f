"""How weights are made, of the role model and of the fields; never imported at run time."""
