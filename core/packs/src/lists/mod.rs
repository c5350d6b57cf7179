//! Lists that a company already has: prices, customers, sites and jobs as CSV or XLSX.
//!
//! One way for all of them. A file is read row by row, however large it is ([`table`], [`encoding`], [`workbook`]); its
//! columns are found by their headers or by what a mapping says ([`mapping`]); each cell becomes a number, an amount, a
//! day or a text, or the row is rejected with the reason ([`values`], [`record`]); and what was rejected is written down
//! so that it can be mended and fed in again ([`rejects`]). [`prices`] is the list that belongs to a pack; the others
//! go to the office.

mod book;
mod encoding;
mod mapping;
mod prices;
mod record;
mod rejects;
mod table;
#[cfg(test)]
mod tests;
mod values;
mod workbook;

pub use encoding::Encoding;
pub use mapping::{Columns, Field, Mapping, MappingError, Need};
pub use prices::{PRICE_FIELDS, PriceChange, PriceListError, PriceOptions, Priced, price_list};
pub use record::{Record, Rejected};
pub use rejects::Rejects;
pub use table::{Cell, Delimiter, ListError, Reading, Row, read};
pub use values::{DateOrder, DecimalMark, Formats};
