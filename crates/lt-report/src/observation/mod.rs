//! What the figures show, in words, and what usually causes it.
