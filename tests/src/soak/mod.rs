//! Real processes for a long time: phones and a server that are killed, and a server with many phones and an outage.

mod kills;
mod load;
mod process;

pub use kills::{WantedKills, kills};
pub use load::{WantedSoak, soak};
