//! How devices come in and stay in.
//!
//! The office makes a one-time code; the device shows it together with its own new key and gets a certificate
//! and a bearer token. The token lasts a day; a fresh claim signed with the device's key renews it, so nobody
//! types a password. A revoked device loses both at once.

use doorstep_domain::certificate::{Certificate, ED25519};
use doorstep_domain::digest::sha256;
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{DeviceId, Hash};
use doorstep_domain::sync::{EnrolRequest, EnrolResponse, EnrolmentClaim, TokenRequest, TokenResponse};

use crate::error::Error;
use crate::keys::VALIDITY_MS;
use crate::node::Node;
use crate::reply::Problem;
use crate::request::Request;
use crate::store::{Device, Enrolment, Token, Write};

/// How long a token counts.
const TOKEN_MS: i64 = 24 * 3_600_000;

/// How far a claim's clock may be from the server's.
const CLAIM_SKEW_MS: i64 = 24 * 3_600_000;

/// Digits of a one-time code: without the letters that people misread. Twelve of them are 60 bits.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An invitation as the office makes it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Invitation {
    /// The user's id in the tenant, e.g. `chen`.
    pub user: String,
    /// The user's name as colleagues read it.
    pub name: String,
    /// Role ids, e.g. `technician`.
    pub roles: Vec<String>,
    /// How long the code counts, in hours.
    #[serde(default = "two_days")]
    pub hours: u32,
}

fn two_days() -> u32 {
    48
}

/// A one-time code.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Invited {
    /// What the user types or scans, e.g. `7K2M-93QF-0TXA`.
    pub enrolment_code: String,
    /// What the job numbers of the new device start with, e.g. `A7`.
    pub code: String,
    /// First moment at which it no longer counts, milliseconds since 1970 UTC.
    pub expires_at_ms: i64,
}

impl Node {
    /// Makes a one-time code for a new device of a user.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn invite(&self, invitation: &Invitation) -> Result<Invited, Error> {
        let random: [u8; 12] = self.options.random()?;
        let digits: Vec<char> =
            random.iter().map(|byte| char::from(DIGITS[usize::from(byte % 32)])).collect();
        let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
        let enrolment_code = groups.join("-");
        let expires_at_ms = self.now_ms().saturating_add(i64::from(invitation.hours) * 3_600_000);
        let hash = code_hash(&enrolment_code);
        let Invitation { user, name, roles, .. } = invitation.clone();
        let mut enrolment = Enrolment { user, name, roles, code: String::new(), expires_at_ms, device: None };
        let code = self.writer.run(move |tx| {
            enrolment.code = number_code(tx.next("enrolment")?);
            tx.put_enrolment(hash, &enrolment)?;
            Ok(enrolment.code.clone())
        })?;
        Ok(Invited { enrolment_code, code, expires_at_ms })
    }

    /// Takes a device out: its tokens end, and facts that it signed and that arrive from now on are held.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn revoke_device(&self, device: DeviceId) -> Result<bool, Error> {
        let now_ms = self.now_ms();
        self.writer.run(move |tx| {
            let Some(mut row) = tx.device(device)? else { return Ok(false) };
            row.revoked_at_ms = row.revoked_at_ms.or(Some(now_ms));
            tx.put_device(&row)?;
            tx.drop_tokens(device)?;
            Ok(true)
        })
    }
}

/// The hash under which a one-time code is kept. Misread letters and missing hyphens do no harm.
fn code_hash(code: &str) -> Hash {
    let digit = |digit: char| match digit.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let digits: String = code.chars().filter(char::is_ascii_alphanumeric).map(digit).collect();
    sha256(digits.as_bytes())
}

/// The code of the `number`th enrolment: A1 to A9, B1 to Z9, AA1 and so on.
fn number_code(number: u64) -> String {
    let index = number.saturating_sub(1);
    let mut letters = Vec::new();
    let mut rest = index / 9 + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", index % 9 + 1)
}

/// The device that a request's token belongs to.
pub(crate) fn authenticate(node: &Node, request: &Request) -> Result<Device, Problem> {
    let token = request.bearer_token().ok_or_else(Problem::unauthorized)?;
    let now_ms = node.now_ms();
    let device = node.read(|read| {
        let token = read.token(sha256(token.as_bytes()))?;
        match token.filter(|token| token.expires_at_ms > now_ms) {
            Some(token) => read.device(token.device),
            None => Ok(None),
        }
    })?;
    let device = device.ok_or_else(Problem::unauthorized)?;
    if device.revoked_at_ms.is_some() { Err(revoked()) } else { Ok(device) }
}

fn revoked() -> Problem {
    Problem::new(403, "revoked", "the office took this device out")
}

/// `POST /v1/enrol`. A device whose answer got lost may ask again with the same code and key.
pub(crate) fn enrol(node: &Node, request: &EnrolRequest) -> Result<EnrolResponse, Problem> {
    let claim = Signed::<EnrolmentClaim>::open(&request.claim)?;
    check_claim(node, &claim, &claim.body().public_key)?;
    let claim = claim.body().clone();
    let hash = code_hash(&request.code);
    let (token, row) = new_token(node, claim.device)?;
    let now_ms = node.now_ms();
    let keys = std::sync::Arc::clone(&node.keys);
    let certificate = node.writer.run(move |tx| {
        let enrolment = match usable(tx, hash, &claim, now_ms)? {
            Ok(enrolment) => enrolment,
            Err(problem) => return Ok(Err(problem)),
        };
        let known = tx.device(claim.device)?;
        let claimed_at_ms = known.as_ref().map(|known| known.claimed_at_ms);
        let certificate = match known.filter(|known| known.code == enrolment.code) {
            Some(known) => {
                tx.certificate(known.certificate)?.ok_or(Error::Damaged("a certificate is gone"))?
            }
            None => keys.issue(certificate_of(&enrolment, &claim, &keys, now_ms)),
        };
        tx.put_certificate(&certificate)?;
        let mut device = device_of(&enrolment, &claim, &certificate, now_ms);
        device.claimed_at_ms = device.claimed_at_ms.max(claimed_at_ms.unwrap_or(i64::MIN));
        tx.put_device(&device)?;
        tx.put_enrolment(hash, &Enrolment { device: Some(claim.device), ..enrolment })?;
        tx.put_token(row.0, row.1, now_ms)?;
        Ok(Ok(certificate))
    })??;
    Ok(EnrolResponse {
        root_key: node.keys.root(),
        certificate: certificate.to_bytes().into(),
        office: node.keys.office().certificate().to_bytes().into(),
        token,
        token_until_ms: row.1.expires_at_ms,
    })
}

/// The invitation of a code, if this claim may use it.
fn usable(
    tx: &dyn Write,
    hash: Hash,
    claim: &EnrolmentClaim,
    now_ms: i64,
) -> Result<Result<Enrolment, Problem>, Error> {
    let denied = |code, detail: &str| Ok(Err(Problem::new(403, code, detail)));
    let Some(enrolment) = tx.enrolment(hash)? else {
        return denied("code", "no such code");
    };
    if enrolment.expires_at_ms <= now_ms {
        return denied("code", "the code has expired");
    }
    if enrolment.device.is_some_and(|device| device != claim.device) {
        return denied("code", "the code was used");
    }
    let Some(known) = tx.device(claim.device)? else { return Ok(Ok(enrolment)) };
    if known.public_key != claim.public_key {
        return denied("device", "another key has this device id");
    }
    // A device that was taken out comes back with a new code only, never with the one it used.
    if known.revoked_at_ms.is_some() && enrolment.device.is_some() {
        return Ok(Err(revoked()));
    }
    Ok(Ok(enrolment))
}

fn certificate_of(
    enrolment: &Enrolment,
    claim: &EnrolmentClaim,
    keys: &crate::keys::Keys,
    now_ms: i64,
) -> Certificate {
    Certificate {
        tenant: keys.tenant(),
        device: claim.device,
        user: enrolment.user.clone(),
        name: enrolment.name.clone(),
        roles: enrolment.roles.clone(),
        public_key: claim.public_key,
        algorithm: ED25519,
        valid_from_ms: now_ms,
        valid_until_ms: now_ms.saturating_add(VALIDITY_MS),
        code: enrolment.code.clone(),
    }
}

fn device_of(
    enrolment: &Enrolment,
    claim: &EnrolmentClaim,
    certificate: &Signed<Certificate>,
    now_ms: i64,
) -> Device {
    Device {
        device: claim.device,
        user: enrolment.user.clone(),
        name: enrolment.name.clone(),
        roles: enrolment.roles.clone(),
        label: claim.label.clone(),
        code: enrolment.code.clone(),
        public_key: claim.public_key,
        certificate: certificate.id(),
        enrolled_at_ms: now_ms,
        claimed_at_ms: claim.at_ms,
        revoked_at_ms: None,
    }
}

/// `POST /v1/token`. Each claim counts once: it must be newer than the last one.
pub(crate) fn renew(node: &Node, request: &TokenRequest) -> Result<TokenResponse, Problem> {
    let claim = Signed::<EnrolmentClaim>::open(&request.claim)?;
    let device = node.read(|read| read.device(claim.body().device))?;
    let device = device.ok_or_else(|| Problem::new(403, "device", "no such device"))?;
    check_claim(node, &claim, &device.public_key)?;
    let (token, row) = new_token(node, device.device)?;
    let (device, at_ms, now_ms) = (device.device, claim.body().at_ms, node.now_ms());
    node.writer.run(move |tx| {
        let Some(mut known) = tx.device(device)? else { return Ok(Err(Problem::unauthorized())) };
        if known.revoked_at_ms.is_some() {
            return Ok(Err(revoked()));
        }
        if at_ms <= known.claimed_at_ms {
            return Ok(Err(Problem::new(403, "replay", "a newer claim was used already")));
        }
        known.claimed_at_ms = at_ms;
        tx.put_device(&known)?;
        tx.put_token(row.0, row.1, now_ms)?;
        Ok(Ok(()))
    })??;
    Ok(TokenResponse { token, token_until_ms: row.1.expires_at_ms })
}

/// A claim is signed by the key that it names, which is the device's, and was made now.
fn check_claim(
    node: &Node,
    claim: &Signed<EnrolmentClaim>,
    key: &doorstep_domain::key::PublicKey,
) -> Result<(), Problem> {
    if claim.body().public_key != *key || claim.verify(key).is_err() {
        return Err(Problem::new(403, "signature", "the claim is not signed by the device's key"));
    }
    let now_ms = node.now_ms();
    if claim.body().at_ms.abs_diff(now_ms) > CLAIM_SKEW_MS.unsigned_abs() {
        // The detail lets a device with a wrong clock claim by the server's time.
        return Err(Problem::new(403, "clock", now_ms.to_string()));
    }
    Ok(())
}

fn new_token(node: &Node, device: DeviceId) -> Result<(String, (Hash, Token)), Error> {
    let token = format!("dst_{}", doorstep_domain::id::hex(&node.options.random::<32>()?));
    let expires_at_ms = node.now_ms().saturating_add(TOKEN_MS);
    let hash = sha256(token.as_bytes());
    Ok((token, (hash, Token { device, expires_at_ms })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enrolment_codes_count_through_digits_and_letters() {
        let codes: Vec<String> = [1, 9, 10, 18, 19, 234, 235, 243, 244].map(number_code).to_vec();
        assert_eq!(codes, ["A1", "A9", "B1", "B9", "C1", "Z9", "AA1", "AA9", "AB1"]);
    }

    #[test]
    fn a_code_survives_how_people_type_it() {
        assert_eq!(code_hash("7K2M-93QF-0TX1"), code_hash(" 7k2m93qfotxl"));
        assert_ne!(code_hash("7K2M-93QF-0TX1"), code_hash("7K2M-93QF-0TX2"));
    }
}
