"""Pennsylvania, which holds creditors to the limits of Regulation F."""
