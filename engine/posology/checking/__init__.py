"""What is wrong with a drug's rules as a whole, found before any patient meets them."""
