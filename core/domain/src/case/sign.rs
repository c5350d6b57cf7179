//! Statements and signatures: what the customer saw, byte for byte, and the strokes under it.

use minicbor::bytes::ByteVec;

use super::{Case, Version, Writer};
use crate::digest::sha256;
use crate::fact::{Person, Proxy, SignatureGiven, SignatureRole};
use crate::id::{BlobId, PackId, QuoteId, VisitId};
use crate::pack::{Pack, RULES_VERSION};
use crate::price::{Amount, Quote};
use crate::rejected::Rejected;
use crate::signature::Strokes;
use crate::statement::{Statement, View, ViewCheck, ViewLine};
use crate::sync::{Item, ItemKind, MAX_SMALL_BLOB_BYTES};
use crate::text::Language;

/// What is to be shown before somebody signs.
#[derive(Debug, Clone)]
pub struct Visible<'a> {
    /// The visit.
    pub visit: VisitId,
    /// In which capacity somebody signs.
    pub role: SignatureRole,
    /// The quote whose lines are shown.
    pub quote: Option<QuoteId>,
    /// Language of the screen.
    pub language: &'a Language,
    /// The company's text above it, e.g. the terms of a consent; empty for none.
    pub preamble: &'a str,
}

/// A statement ready to be signed, bound to the version on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The version that was shown.
    pub version: Version,
    /// The visit.
    pub visit: VisitId,
    /// In which capacity it is signed.
    pub role: SignatureRole,
    /// Bytes of the [`Statement`].
    pub statement: Vec<u8>,
    /// Bytes of the [`View`]; show its `text`.
    pub view: Vec<u8>,
}

/// A signature as it was captured.
#[derive(Debug, Clone)]
pub struct NewSignature {
    /// Who signed.
    pub signer: Person,
    /// The strokes.
    pub strokes: Strokes,
    /// Set if somebody else signs in place of the right person.
    pub proxy: Option<Proxy>,
}

impl Case {
    /// Renders what a signer is about to see, from the case as it is now.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if a price that would be shown is missing; [`Rejected::TooLarge`] if the view
    /// is more than a server keeps beside a fact.
    pub fn prepare_statement(
        &self,
        visible: &Visible<'_>,
        pack: &Pack,
        pack_id: PackId,
    ) -> Result<Prepared, Rejected> {
        let quote = match visible.quote {
            Some(id) => Some(self.quote(id, 0, pack)?),
            None => None,
        };
        if let Some(quote) = &quote {
            quote.require_total()?;
        }
        let version = self.version();
        let by = self.checklist_pack(visible.visit).unwrap_or(pack_id);
        let view = self.view_of(visible, quote.as_ref(), pack, by)?.to_bytes();
        check_view(&view)?;
        let statement = Statement {
            case: self.id,
            visit: visible.visit,
            role: visible.role,
            document_heads: version.document.clone(),
            fact_heads: version.facts.clone(),
            pack: by,
            price_book: quote.as_ref().map(|quote| quote.prices),
            rules_version: RULES_VERSION,
            language: visible.language.0.clone(),
            quote: visible.quote,
            view: View::hash_of(&view),
        };
        let (visit, role) = (visible.visit, visible.role);
        Ok(Prepared { version, visit, role, statement: statement.to_bytes(), view })
    }

    /// What is visible, by the checklist of a version of the pack.
    pub(super) fn view_of(
        &self,
        visible: &Visible<'_>,
        quote: Option<&Quote>,
        pack: &Pack,
        by: PackId,
    ) -> Result<View, Rejected> {
        let service = self.service_by(Some(by), pack)?;
        let mut checks = self.checks_by(visible.visit, visible.language, &service, pack)?;
        checks.extend(self.coverage_checks(visible.visit, visible.language, pack)?);
        let created = self.state.created.as_ref().map(|created| created.body.clone());
        let photos = self.state.visits.get(&visible.visit).map(|visit| &visit.photos);
        let photos: Vec<BlobId> = photos.into_iter().flatten().map(|photo| photo.body.blob).collect();
        let lines: Vec<ViewLine> = quote.map(|quote| view_lines(quote, visible.language)).unwrap_or_default();
        let mut text = String::new();
        if let Some(created) = &created {
            text.push_str(&format!("{}  {}\n{}\n", created.number, created.customer.name, created.report));
        }
        text.push_str(&self.custody_text(visible.role, visible.visit, visible.language));
        if !visible.preamble.is_empty() {
            text.push_str(visible.preamble);
            text.push('\n');
        }
        if let Some(quote) = quote {
            text.push_str(&super::quote_text::of(quote, visible.language));
        }
        for check in &checks {
            text.push_str(&visible.language.entered(&check.title, &check.value));
            text.push('\n');
        }
        Ok(View {
            text,
            lines,
            total_minor: quote.and_then(|quote| quote.total).map(|total| total.0),
            currency: quote.map(|quote| quote.currency.code.clone()).unwrap_or_default(),
            checks,
            photos,
            minutes: quote
                .and_then(|quote| quote.time.as_ref())
                .and_then(|time| u32::try_from(time.minutes).ok()),
        })
    }

    /// Puts a signature under a prepared statement. Strokes, view and fact are stored together.
    ///
    /// # Errors
    /// [`Rejected::UnknownVersion`] if the case changed since the statement was shown: show it again;
    /// [`Rejected::Invalid`] if the strokes are no signature.
    pub fn sign(
        &mut self,
        prepared: &Prepared,
        signature: &NewSignature,
        writer: &Writer<'_>,
        pack: Option<&Pack>,
    ) -> Result<Vec<Item>, Rejected> {
        if signature.signer.name.trim().is_empty() {
            return Err(Rejected::Invalid { field: "signer.name", reason: "must not be empty".to_owned() });
        }
        if prepared.version != self.version() {
            return Err(Rejected::UnknownVersion);
        }
        signature
            .strokes
            .check_ink()
            .map_err(|why| Rejected::Invalid { field: "strokes", reason: why.to_string() })?;
        check_view(&prepared.view)?;
        let total_minor = View::from_bytes(&prepared.view).ok().and_then(|view| view.total_minor);
        let strokes = signature.strokes.to_bytes();
        let body = SignatureGiven {
            visit: prepared.visit,
            role: prepared.role,
            signer: signature.signer.clone(),
            statement: ByteVec::from(prepared.statement.clone()),
            view: View::blob_id(&prepared.view),
            strokes: sha256(&strokes).into(),
            proxy: signature.proxy.clone(),
            total_minor,
        };
        let mut items = vec![
            Item::new(ItemKind::SmallBlob, prepared.view.clone()),
            Item::new(ItemKind::SmallBlob, strokes),
        ];
        items.extend(self.record(&prepared.version, body, writer, pack)?);
        Ok(items)
    }
}

/// A view that the server refuses would leave the signature without what was signed.
fn check_view(view: &[u8]) -> Result<(), Rejected> {
    match view.len() {
        0..=MAX_SMALL_BLOB_BYTES => Ok(()),
        _ => Err(Rejected::TooLarge { field: "view", limit: MAX_SMALL_BLOB_BYTES as u64 }),
    }
}

fn view_lines(quote: &Quote, language: &Language) -> Vec<ViewLine> {
    let lines = quote.lines.iter().filter_map(|line| match line.amount {
        Amount::Priced(amount) => Some(ViewLine {
            key: line.key.to_string(),
            title: line.name.get(language).to_owned(),
            quantity: line.quantity.to_string(),
            amount_minor: amount.0,
        }),
        Amount::Missing(_) => None,
    });
    lines.collect()
}

/// One check as a view shows it.
pub(super) fn view_check(step: &str, title: &str, value: String) -> ViewCheck {
    ViewCheck { step: step.to_owned(), title: title.to_owned(), value }
}
