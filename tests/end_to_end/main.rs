//! End-to-end tests that are not stories: random work that must converge, hostile items, real kills.

mod convergence;
mod hostile;
mod killed;
mod work;
