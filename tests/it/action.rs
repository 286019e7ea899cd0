//! The Action's steps, run as the runner runs them.
