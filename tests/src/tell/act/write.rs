//! What people write and photograph, and how a job goes from phone to phone.

use doorstep_core::{Core, NewForKnown, NewPhoto, NewWalkIn, Version};
use doorstep_domain::document::{LineValue, NewLine};
use doorstep_domain::fact::{MarkForm, MarkPoint, PhotoMark, PhotoMarked};
use doorstep_domain::id::{BlobId, CaseId, QuoteId, VisitId};
use doorstep_domain::money::Money;

use super::super::stage::Stage;
use super::Screen;
use crate::scenario::{self as words, About, Action};
use crate::world::Trouble;

impl Stage<'_> {
    /// What people write, and what the story gives a name to.
    pub(super) fn write(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        let (folder, number) = (self.company.folder("camera")?, self.files_written);
        let Screen { phone, case, seen, visit, .. } = self.screen(who, about)?;
        let core = phone.core()?.clone();
        match action {
            Action::WritesNote(note) => {
                let (id, _) = core.add_note(case, &seen, visit, note.text.clone())?;
                self.names.notes.insert(note.name.clone(), id);
            }
            Action::EditsNote(note) => {
                let id = *self.names.notes.get(&note.name).ok_or("the story has no such note")?;
                core.edit_note(case, &seen, id, note.text.clone())?;
            }
            Action::AddsLine(line) => {
                let quote = self.quote_of(who, case)?;
                let (id, _) = core.add_line(case, &seen, new_line(quote, visit, line))?;
                self.names.lines.insert(line.name.clone(), id);
            }
            Action::ChangesLine(change) => {
                let id = *self.names.lines.get(&change.of).ok_or("the story has no such line")?;
                core.set_line(case, &seen, id, vec![LineValue::Quantity(change.to.0)])?;
            }
            Action::StrikesLine(name) => {
                let id = *self.names.lines.get(name).ok_or("the story has no such line")?;
                core.delete_line(case, &seen, id, true)?;
            }
            Action::Fetches(what) => {
                let version = core.fetch_out(case, &seen, visit, what.clone())?;
                let left = version.facts.into_iter().find(|fact| !seen.facts.contains(fact));
                let left = left.ok_or("leaving left no fact")?;
                self.names.left.insert(who.to_owned(), left);
            }
            Action::ComesBack => {
                let left = self.names.left.remove(who).ok_or("nobody left to fetch anything")?;
                core.fetch_back(case, &seen, visit, left)?;
            }
            Action::Photographs(photo) => {
                let path = folder.join(format!("{number}.jpg"));
                // Every photo is another one: the first bytes of a JPEG, then words that no other photo has.
                let text = format!("{who} {number} {} {}", photo.step, photo.shows);
                std::fs::write(&path, [&[0xff, 0xd8, 0xff, 0xe0], text.as_bytes()].concat())?;
                let step = self.path_of(&photo.step)?;
                let earlier = photo.same_spot_as.as_ref().map(|shows| newest_photo(&core, case, shows));
                let new = NewPhoto {
                    pair: earlier.transpose()?,
                    ..NewPhoto::new(visit, step, photo.shows.clone())
                };
                core.take_photo(case, &seen, new, &path)?;
                self.files_written += 1;
            }
            other => return Err(format!("`{}` is nothing to write", other.word()).into()),
        }
        Ok(())
    }

    /// What people draw over photos.
    pub(super) fn mark(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        let Screen { phone, case, seen, visit, .. } = self.screen(who, about)?;
        let core = phone.core()?.clone();
        let marked = match action {
            Action::MarksPhoto(note) => {
                let points = vec![MarkPoint { x: 200, y: 200 }, MarkPoint { x: 600, y: 500 }];
                let mark = PhotoMark { form: MarkForm::Circle, points, text: Some(note.says.clone()) };
                let photo = newest_photo(&core, case, &note.shows)?;
                PhotoMarked { visit, photo, marks: vec![mark], takes_back: Vec::new() }
            }
            Action::UnmarksPhoto(says) => {
                let job = core.job(case)?;
                let has_words = |mark: &PhotoMark| mark.text.as_ref() == Some(says);
                let mut drawn = job.state.marks.iter();
                let drawn = drawn.find(|drawn| drawn.body.marks.iter().any(has_words));
                let drawn = drawn.ok_or_else(|| format!("nobody drew `{says}`"))?;
                let photo = drawn.body.photo;
                PhotoMarked { visit, photo, marks: Vec::new(), takes_back: vec![drawn.fact] }
            }
            other => return Err(format!("`{}` draws nothing", other.word()).into()),
        };
        core.mark_photo(case, &seen, marked)?;
        Ok(())
    }

    /// The quote of a job, minted when somebody first writes or shows it.
    pub(super) fn quote_of(&mut self, who: &str, case: CaseId) -> Result<QuoteId, Trouble> {
        if let Some(quote) = self.names.quotes.get(&case) {
            return Ok(*quote);
        }
        let quote = self.phone(who)?.core()?.new_quote()?;
        self.names.quotes.insert(case, quote);
        Ok(quote)
    }

    /// The service that a new case follows.
    pub(in crate::tell) fn service_of_new<'n>(&'n self, new: &'n words::NewJob) -> &'n str {
        new.service.as_deref().unwrap_or(&self.scenario.service)
    }

    pub(super) fn create_walk_in(&mut self, who: &str, new: &words::NewJob) -> Result<(), Trouble> {
        let core = self.phone(who)?.core()?.clone();
        let (case, version) = match &new.customer_of {
            Some(known) => self.create_for_known(&core, known, new)?,
            None => core.create_walk_in(self.walk_in(new))?,
        };
        self.jobs.insert(new.name.clone(), case);
        if new.answers.is_empty() {
            return Ok(());
        }
        let visit = core.job(case)?.state.first_visit().ok_or("the job has no visit")?;
        let mut values = Vec::new();
        for (step, answer) in &new.answers {
            values.extend(self.values(self.service_of_new(new), visit, step, answer)?);
        }
        core.answer(case, &version, values)?;
        Ok(())
    }

    /// A further job for a customer whom the phone finds among those it knows, by name and place as it shows them.
    fn create_for_known(
        &self,
        core: &Core,
        known: &str,
        new: &words::NewJob,
    ) -> Result<(CaseId, Version), Trouble> {
        let known = self.case(Some(known))?;
        let found = core.known_customers(&format!("{} {}", new.customer, new.address), 0)?;
        let card = core.job(known)?.state.created.map(|created| created.body.customer.card);
        let found = found.into_iter().find(|found| Some(found.customer_card) == card);
        let found = found.ok_or("the phone knows no such customer")?;
        Ok(core.create_for_known(NewForKnown {
            known: found.case,
            pack: self.company.pack().id,
            service: self.service_of_new(new).to_owned(),
            report: new.report.clone(),
            area: new.area.0,
            is_emergency: new.emergency,
            reporter: None,
        })?)
    }

    fn walk_in(&self, new: &words::NewJob) -> NewWalkIn {
        NewWalkIn {
            pack: self.company.pack().id,
            service: self.service_of_new(new).to_owned(),
            report: new.report.clone(),
            area: new.area.0,
            is_emergency: new.emergency,
            customer_name: new.customer.clone(),
            customer_phone: None,
            address: new.address.clone(),
            time_zone: self.scenario.time_zone.clone(),
            reporter: None,
        }
    }

    pub(super) fn hand_over(
        &mut self,
        who: &str,
        about: &About,
        handover: &words::Handover,
    ) -> Result<(), Trouble> {
        let path = self.company.folder("memory-card")?.join(format!("{}.job", self.files_written));
        self.files_written += 1;
        let screen = self.screen(who, about)?;
        let receiver = (!handover.bearer).then(|| handover.to.clone());
        screen.phone.core()?.export_job(screen.case, &screen.seen, receiver, &path)?;
        let imported = self.phone(&handover.to)?.core()?.import_job(&path)?;
        match imported.refused_items {
            0 => Ok(()),
            refused => Err(format!("the phone of {} refused {refused} items", handover.to).into()),
        }
    }
}

fn new_line(quote: QuoteId, visit: VisitId, line: &words::NewLine) -> NewLine {
    let what = line.unlisted.clone().unwrap_or_default();
    let cost = line.cost.map(|amount| Money(amount.minor));
    NewLine { quote, visit, item: line.item.clone(), what, quantity: line.quantity.0, cost }
}

/// The photo of a job that shows something, the newest if there are several.
fn newest_photo(core: &Core, case: CaseId, shows: &str) -> Result<BlobId, Trouble> {
    let photos = core.job(case)?.photos;
    let newest = photos.iter().filter(|photo| photo.role == shows).max_by_key(|photo| photo.at_ms);
    Ok(newest.ok_or_else(|| format!("no photo shows `{shows}`"))?.blob)
}
