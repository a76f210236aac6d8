"""An independent evaluator: what the text says, written plainly and slowly, without a line of `compliance`."""
