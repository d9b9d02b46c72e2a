//! The run in the terminal while it lasts.
