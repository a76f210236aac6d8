"""Minnesota: the counselling sheet, licence and medical debt."""
