//! Somebody at a desk: a user whom a program of the company signs in, in one role, for some hours.
//!
//! Who works for the company and in which role is the company's own business: its program holds the token of the office,
//! knows the user, and asks for a sign-in. That is a text which only this server can have made, so nothing is stored; it
//! ends with its hours, or all of them with the token of the office.

use doorstep_domain::digest::sha256;
use doorstep_domain::fact::Acting;
use doorstep_domain::id::hex;
use serde::{Deserialize, Serialize};

use super::{Office, OfficeError, session};
use crate::node::Node;

/// The longest time for which somebody is signed in, in hours: a month.
const HOURS_MAX: u32 = 31 * 24;

const HOUR_MS: i64 = 3_600_000;

/// Whom to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The user's id.
    pub user: String,
    /// The user's name as colleagues read it.
    pub name: String,
    /// The role, as packs name it.
    pub role: String,
    /// For how long; a shift of twelve hours if nothing is said.
    #[serde(default = "shift")]
    pub hours: u32,
}

fn shift() -> u32 {
    12
}

/// How somebody comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignedIn {
    /// For programs: the bearer token of this user.
    pub token: String,
    /// For browsers: a path on this server.
    pub link: String,
    /// Until when, milliseconds since 1970 UTC.
    pub expires_at_ms: i64,
}

/// What a sign-in says.
#[derive(Serialize, Deserialize)]
struct Seat {
    acting: Acting,
    until_ms: i64,
}

impl Office<'_> {
    /// Signs somebody in: pages and JSON then show and do what the role may.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] with the field.
    pub fn sign_in(&self, wanted: &SignIn) -> Result<SignedIn, OfficeError> {
        let SignIn { user, name, role, hours } = wanted.clone();
        for (field, id) in [("user", &user), ("role", &role)] {
            if !(1..=60).contains(&id.len()) || id.contains(char::is_whitespace) {
                return Err(OfficeError::invalid(field, "an id of 1 to 60 characters without spaces"));
            }
        }
        if name.trim().is_empty() || name.len() > 200 {
            return Err(OfficeError::invalid("name", "1 to 200 characters"));
        }
        if !(1..=HOURS_MAX).contains(&hours) {
            return Err(OfficeError::invalid("hours", "from an hour to a month"));
        }
        let until_ms = self.node.now_ms().saturating_add(i64::from(hours) * HOUR_MS);
        let seat = Seat { acting: Acting { user, name, role }, until_ms };
        let said = serde_json::to_vec(&seat).unwrap_or_default();
        let token = format!("{}.{}", hex(&said), proof(self.node, &said));
        Ok(SignedIn { link: format!("/?token={token}"), token, expires_at_ms: until_ms })
    }
}

/// Who came in with a token; `None` if it is no sign-in of this server, or its time is over.
pub(super) fn acting(node: &Node, token: &str) -> Option<Acting> {
    let (said, proved) = token.split_once('.')?;
    let said = bytes(said)?;
    if !session::same(proved, &proof(node, &said)) {
        return None;
    }
    let Seat { acting, until_ms } = serde_json::from_slice(&said).ok()?;
    (node.now_ms() < until_ms).then_some(acting)
}

/// What only somebody with the token of the office can say of some bytes. Their hash is hashed, not they: its length is
/// fixed, so nobody can put anything behind it.
fn proof(node: &Node, said: &[u8]) -> String {
    let secret = format!("{}\0{}", node.office_token(), hex(&sha256(said).0));
    session::keyed("doorstep/office/seat", &secret)
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
