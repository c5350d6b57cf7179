//! The unit that everything hangs on: one case with its document, facts and rulings. (being written)
