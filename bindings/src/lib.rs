//! The facade.
uniffi::setup_scaffolding!();
