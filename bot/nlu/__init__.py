"""Understanding: layer 0 rules, an engine behind one port, entities, and their measurement."""
