"""Georgia: the hours of its installment lenders."""
