//! A case told without the customer: the same facts and changes with other words, for whoever looks into a phone's trouble.
//!
//! Names, telephone numbers, addresses, serial numbers, notes and free answers are replaced by texts of the same shape:
//! equal ones by equal ones, different ones by different ones. What stays is what rules read: the words of packs, short
//! numbers, days, amounts of money, times, job numbers, roles. Ids are replaced; hashes and signatures are made anew, of
//! throw-away keys, in the order in which things build on each other, so that the result folds like any case. What was not
//! rightly signed is not rightly signed again.
//!
//! Everything that is drawn comes from one secret. Whoever does not keep it cannot tell what stood there, and two bundles
//! cannot be compared.

mod cbor;
mod change;
mod vocabulary;

use std::collections::HashMap;

use self::cbor::At;
use self::vocabulary::Pseudonyms;
use crate::certificate::Certificate;
use crate::digest::sha256;
use crate::envelope::Signed;
use crate::fact::{Acting, Fact, FactPayload};
use crate::id::{self, CaseId, CertificateId, ChangeId, DeviceId, FactId, Hash, TenantId};
use crate::key::{PrivateKey, PublicKey};
use crate::manifest::{CaseManifest, Leaf, OwnActor};
use crate::ruling::Ruling;
use crate::statement::View;
use crate::sync::{Item, ItemKind};

pub use vocabulary::Vocabulary;

/// Replaces what is in cases. One for all cases of a bundle: they name each other.
pub struct Redactor {
    secret: [u8; 32],
    vocabulary: Vocabulary,
    names: Pseudonyms,
    /// What was rewritten, by its old hash.
    ids: HashMap<[u8; 32], [u8; 32]>,
    cases: HashMap<[u8; 16], [u8; 16]>,
    /// The company whose certificates hold.
    company: PublicKey,
    /// The certificates as they were, by their old ids.
    certificates: HashMap<CertificateId, Certificate>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor(…)")
    }
}

impl Redactor {
    /// Replaces what the vocabulary does not keep, in the work of a company. The secret is 32 random bytes that nobody
    /// keeps.
    #[must_use]
    pub fn new(secret: [u8; 32], vocabulary: Vocabulary, company: PublicKey) -> Self {
        Self {
            secret,
            vocabulary,
            names: Pseudonyms::default(),
            ids: HashMap::new(),
            cases: HashMap::new(),
            company,
            certificates: HashMap::new(),
        }
    }

    /// The root key of the throw-away company.
    #[must_use]
    pub fn root_key(&self) -> PublicKey {
        self.root().public()
    }

    /// The seed of the throw-away key that stands for a device's key.
    #[must_use]
    pub fn seed_of(&self, key: &PublicKey) -> [u8; 32] {
        self.draw("key", &key.0)
    }

    /// What names a case from now on.
    #[must_use]
    pub fn case(&self, id: CaseId) -> CaseId {
        CaseId(self.short_id(&id.0))
    }

    /// A certificate of the throw-away company, with a throw-away key.
    pub fn certificate(&mut self, signed: &Signed<Certificate>) -> Signed<Certificate> {
        let Certificate { device, user, name, public_key, .. } = signed.body();
        let certificate = Certificate {
            tenant: TenantId::of_root_key(&self.root_key().0),
            device: DeviceId(self.short_id(&device.0)),
            user: self.text(user),
            name: self.hidden(name),
            public_key: PrivateKey::from_seed(&self.seed_of(public_key)).public(),
            ..signed.body().clone()
        };
        let holds = signed.verify_issued_by(&self.company).is_ok();
        let written = Signed::seal(certificate, &if holds { self.root() } else { self.nobody() });
        self.certificates.insert(signed.id(), signed.body().clone());
        self.learn(signed.id().0, written.id().0);
        written
    }

    /// Rewrites what names a case and what its facts name: certificates, changes, signed views. All cases go through this
    /// before any goes through [`Self::finish`]. Items stand as [`crate::jobfile::order`] has them; `None` stands for what
    /// is left out, or cannot be read.
    pub fn begin(&mut self, case: CaseId, items: &[Item]) -> Vec<Option<Item>> {
        let rewritten = items.iter().map(|item| match ItemKind::from_code(item.kind) {
            Some(kind @ ItemKind::Certificate) => {
                let signed = Signed::open(&item.bytes).ok()?;
                Some(Item::new(kind, self.certificate(&signed).to_bytes()))
            }
            Some(kind @ ItemKind::Change) => {
                let written = change::rewrite(&item.bytes, self)?;
                if CaseId::of_genesis(&item.bytes) == case {
                    self.cases.insert(case.0, CaseId::of_genesis(&written).0);
                }
                Some(Item::new(kind, written))
            }
            Some(kind @ ItemKind::SmallBlob) => Some(Item::new(kind, self.view(&item.bytes)?)),
            _ => None,
        });
        rewritten.collect()
    }

    /// Rewrites what is signed in a case: facts, manifests, rulings. The rest is as [`Self::begin`] left it.
    pub fn finish(&mut self, case: CaseId, items: &[Item], rewritten: &mut [Option<Item>]) {
        for (item, place) in items.iter().zip(rewritten) {
            let Some(kind) = ItemKind::from_code(item.kind) else { continue };
            let written = match kind {
                ItemKind::Fact => self.fact(&item.bytes),
                ItemKind::Ruling => self.ruling(&item.bytes),
                ItemKind::Manifest => self.manifest(case, &item.bytes),
                _ => continue,
            };
            *place = written.map(|bytes| Item::new(kind, bytes));
        }
    }

    /// A text of a log or an error, with the ids and names of this bundle in it.
    #[must_use]
    pub fn line(&self, text: &str) -> String {
        let mut line = self.ids_in(text);
        for (was, is) in self.names.replaced() {
            if was.chars().count() > 1 && line.contains(was) {
                line = line.replace(was, is);
            }
        }
        line
    }

    /// A job number stays if it looks like one: the code of an enrolment and a counter.
    fn job_number(&mut self, text: &str) -> String {
        let is_number = text.split_once('-').is_some_and(|(code, counter)| {
            let is_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            code.len() <= 8
                && code.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
                && code.bytes().all(is_code)
                && (1..=6).contains(&counter.len())
                && counter.bytes().all(|byte| byte.is_ascii_digit())
        });
        if is_number { text.to_owned() } else { self.hidden(text) }
    }

    /// A text that nobody may read.
    fn hidden(&mut self, text: &str) -> String {
        let secret = self.secret;
        self.names.of(text, |text, attempt| {
            sha256(&[secret.as_slice(), &attempt.to_be_bytes(), &sha256(text.as_bytes()).0].concat()).0
        })
    }

    /// A text that stays if the vocabulary keeps it, or each part of it.
    fn text(&mut self, text: &str) -> String {
        if text.is_empty() || self.vocabulary.keeps(text) {
            return text.to_owned();
        }
        let parts = || text.split(['/', '#']);
        let is_path = parts().count() > 1 && parts().all(|part| self.vocabulary.keeps(part) || is_id(part));
        if is_path { self.path(text) } else { self.hidden(text) }
    }

    /// The key of an answer, or of anything in a document. What is no path is a name of the format.
    fn path(&mut self, key: &str) -> String {
        if !key.contains('/') {
            return key.to_owned();
        }
        let mut written = String::new();
        for part in key.split_inclusive(['/', '#']) {
            let (name, end) = match part.strip_suffix(['/', '#']) {
                Some(name) => (name, &part[name.len()..]),
                None => (part, ""),
            };
            let name = match () {
                () if id::parse_hex::<8>(name).is_some() || self.vocabulary.keeps(name) => name.to_owned(),
                () if is_id(name) => self.ids_in(name),
                () => self.hidden(name),
            };
            written.push_str(&name);
            written.push_str(end);
        }
        written
    }

    /// An answer in words, by its key.
    fn answer(&mut self, key: &str, text: &str) -> String {
        let step = key.rsplit('/').next().and_then(|step| step.split('#').next()).unwrap_or_default();
        if self.vocabulary.is_free(step) { self.hidden(text) } else { self.text(text) }
    }

    fn number(&mut self, number: i64) -> i64 {
        let drawn = self.hidden(&number.to_string());
        change::digits(number, &drawn)
    }

    /// The id of something that was rewritten; of a pack it stays; of anything else one that only this bundle has.
    fn id(&self, id: &[u8; 32]) -> [u8; 32] {
        match self.ids.get(id) {
            Some(known) => *known,
            None if self.vocabulary.is_of_pack(id) => *id,
            None => self.draw("id", id),
        }
    }

    /// The id of a case, a card, a device.
    fn short_id(&self, id: &[u8; 16]) -> [u8; 16] {
        let drawn = || std::array::from_fn(|i| self.draw("short id", id)[i]);
        self.cases.get(id).copied().unwrap_or_else(drawn)
    }

    fn learn(&mut self, was: [u8; 32], is: [u8; 32]) {
        self.ids.insert(was, is);
    }

    /// A text with the ids in it replaced: `case_…`, `fact_…`.
    fn ids_in(&self, text: &str) -> String {
        let word = |word: &str| {
            let (prefix, digits) = word.rsplit_once('_')?;
            let replaced = match (id::parse_hex::<32>(digits), id::parse_hex::<16>(digits)) {
                (Some(long), _) => id::hex(&self.id(&long)),
                (_, Some(short)) => id::hex(&self.short_id(&short)),
                _ => return None,
            };
            Some(format!("{prefix}_{replaced}"))
        };
        let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        let written = text.split_inclusive(is_end).map(|part| {
            let name = part.strip_suffix(is_end).unwrap_or(part);
            word(name).map_or_else(|| part.to_owned(), |word| word + &part[name.len()..])
        });
        written.collect()
    }

    /// 32 bytes that nobody finds without the secret.
    fn draw(&self, what: &str, of: &[u8]) -> [u8; 32] {
        sha256(&[self.secret.as_slice(), what.as_bytes(), &sha256(of).0].concat()).0
    }

    fn root(&self) -> PrivateKey {
        PrivateKey::from_seed(&self.draw("root", &[]))
    }

    /// The key of nobody: what it signs does not hold.
    fn nobody(&self) -> PrivateKey {
        PrivateKey::from_seed(&self.draw("nobody", &[]))
    }

    /// The key that signs in place of another, as rightly as before.
    fn key_for(&self, certificate: &CertificateId, holds: impl Fn(&Certificate) -> bool) -> PrivateKey {
        match self.certificates.get(certificate) {
            Some(known) if holds(known) => PrivateKey::from_seed(&self.seed_of(&known.public_key)),
            _ => self.nobody(),
        }
    }

    fn fact(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let fact = Fact::open(bytes).ok()?;
        let FactPayload { case, kind, body, certificate, after, heads, time, critical, acting } = fact.body();
        let body = cbor::rewrite(body, &mut At::body_of(*kind), self)?;
        let acting = acting.as_ref().map(|Acting { user, name, role }| Acting {
            user: self.text(user),
            name: self.hidden(name),
            role: role.clone(),
        });
        let mut payload = FactPayload {
            case: self.case(*case),
            kind: *kind,
            body: body.into(),
            certificate: CertificateId(self.id(&certificate.0)),
            after: after.iter().map(|id| FactId(self.id(&id.0))).collect(),
            heads: heads.iter().map(|id| ChangeId(self.id(&id.0))).collect(),
            time: *time,
            critical: *critical,
            acting,
        };
        payload.after.sort_unstable();
        payload.heads.sort_unstable();
        let written =
            Fact::seal(payload, &self.key_for(certificate, |by| fact.verify(&by.public_key).is_ok()));
        self.learn(fact.id().0, written.id().0);
        Some(written.to_bytes())
    }

    fn ruling(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let signed = Signed::<Ruling>::open(bytes).ok()?;
        let Ruling { case, target, target_after, reason, certificate, .. } = signed.body();
        let is_code = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let is_code = reason.contains('_') && reason.bytes().all(is_code);
        let mut ruling = Ruling {
            case: self.case(*case),
            target: Hash(self.id(&target.0)),
            target_after: target_after.iter().map(|id| FactId(self.id(&id.0))).collect(),
            reason: if is_code { reason.clone() } else { self.text(reason) },
            certificate: CertificateId(self.id(&certificate.0)),
            ..signed.body().clone()
        };
        ruling.target_after.sort_unstable();
        let key = self.key_for(certificate, |by| signed.verify(&by.public_key).is_ok());
        Some(Signed::seal(ruling, &key).to_bytes())
    }

    /// A manifest over several cases becomes one for each.
    fn manifest(&mut self, case: CaseId, bytes: &[u8]) -> Option<Vec<u8>> {
        let manifest = CaseManifest::open(bytes).ok()?;
        let by = manifest.body().certificate;
        let own = manifest.own().iter();
        let own = own.map(|own| OwnActor { actor: own.actor, newest: ChangeId(self.id(&own.newest.0)) });
        let leaf = Leaf::new(self.case(case), self.short_id(&case.0), own.collect());
        let key = self.key_for(&by, |by| manifest.verify(case, by).is_ok());
        let certificate = CertificateId(self.id(&by.0));
        Some(CaseManifest::seal_as(leaf, manifest.body().time, certificate, &key).to_bytes())
    }

    /// What somebody signed, as it was on the screen: other words, the same amounts. Strokes and pictures are left out.
    fn view(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut view = View::from_bytes(bytes).ok()?;
        view.text = self.hidden(&view.text);
        for line in &mut view.lines {
            line.key = self.text(&line.key);
            line.title = self.text(&line.title);
        }
        for check in &mut view.checks {
            check.step = self.text(&check.step);
            check.title = self.text(&check.title);
            check.value = self.text(&check.value);
        }
        view.photos.iter_mut().for_each(|photo| photo.0 = self.id(&photo.0));
        let written = view.to_bytes();
        self.learn(View::blob_id(bytes).0, View::blob_id(&written).0);
        self.learn(View::hash_of(bytes).0, View::hash_of(&written).0);
        Some(written)
    }
}

/// Ids as texts have them: `quote_…`.
fn is_id(text: &str) -> bool {
    let Some((prefix, digits)) = text.rsplit_once('_') else { return false };
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
    let prefixes = ["visit", "quote", "line", "note", "instance", "fact", "case", "blob", "change"];
    prefixes.contains(&prefix) && matches!(digits.len(), 16 | 32 | 64) && is_hex
}
