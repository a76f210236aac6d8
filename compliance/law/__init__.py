"""The law, provision by provision, as the statute books order it."""
