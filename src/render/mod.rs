//! Templates, Markdown safety, size budget.

pub mod safe;
