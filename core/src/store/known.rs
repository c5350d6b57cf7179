//! Customers and sites that the jobs of this device were made for, from the read model alone.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, named_params};

use doorstep_domain::id::{CardId, CaseId};

use super::StoreError;
use super::job_rows::patterns;
use super::shown::{IS_MASKED, shown_columns};

/// A customer at a site, as the newest job for them says it that may be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCustomer {
    /// The job whose copy this is; a further one is begun by it.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The customer's card.
    pub customer_card: CardId,
    /// The version of it.
    pub customer_version: u32,
    /// The card of the site.
    pub site_card: CardId,
    /// The version of it.
    pub site_version: u32,
    /// The customer's name.
    pub customer: String,
    /// The customer's telephone number, as it is shown now.
    pub phone: Option<String>,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// Whether what its service hides is masked, because it is not the time of a visit.
    pub is_masked: bool,
}

/// The most customers of one list.
const MAX_LIST: u32 = 200;

/// Customers for whom there is a job with all of these words in number, customer, address, telephone or report, as they
/// are shown at `true_ms`, the newest job first. What is hidden is not found either.
pub(crate) fn search(
    connection: &Connection,
    text: &str,
    limit: u32,
    true_ms: i64,
) -> Result<Vec<KnownCustomer>, StoreError> {
    let search = format!("iif({IS_MASKED}, j.masked_search, j.search)");
    // What is shown comes before what is masked, and the newer version of a card before an older one.
    let sql = format!(
        "SELECT j.*, {IS_MASKED} AS is_masked, {shown}, iif({IS_MASKED}, j.masked_phone, j.phone) AS shown_phone
         FROM jobs j JOIN cases c USING (case_id)
         WHERE c.access = 'granted' AND j.customer_card IS NOT NULL
             AND {search} LIKE :word0 ESCAPE '\\' AND {search} LIKE :word1 ESCAPE '\\'
             AND {search} LIKE :word2 ESCAPE '\\' AND {search} LIKE :word3 ESCAPE '\\'
         ORDER BY is_masked, j.customer_version + j.site_version DESC, j.sort_ms DESC, j.case_id",
        shown = shown_columns()
    );
    let words = patterns(text);
    let parameters = named_params! {
        ":word0": words[0], ":word1": words[1], ":word2": words[2], ":word3": words[3], ":true_ms": true_ms,
    };
    let limit = if limit == 0 { 50 } else { limit.min(MAX_LIST) } as usize;
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let (mut known, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (sort_ms, customer) = (row.get::<_, i64>("sort_ms")?, from_row(row)?);
        if known.insert((customer.customer_card, customer.site_card)) {
            found.push((sort_ms, customer));
        }
    }
    found.sort_by_key(|(sort_ms, customer)| (std::cmp::Reverse(*sort_ms), customer.case));
    Ok(found.into_iter().map(|(_, customer)| customer).take(limit).collect())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<KnownCustomer> {
    Ok(KnownCustomer {
        case: CaseId(row.get("case_id")?),
        number: row.get("number")?,
        customer_card: CardId(row.get("customer_card")?),
        customer_version: row.get("customer_version")?,
        site_card: CardId(row.get("site_card")?),
        site_version: row.get("site_version")?,
        customer: row.get("shown_customer")?,
        phone: row.get::<_, Option<String>>("shown_phone")?.filter(|phone| !phone.is_empty()),
        address: row.get("shown_address")?,
        time_zone: row.get("time_zone")?,
        is_masked: row.get("is_masked")?,
    })
}
