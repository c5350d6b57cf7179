"""What somebody does on a job: each word of the stories, and the call that it means."""

import doorstep_ffi as ds

from world import strokes

from .screen import Screen
from .story import minor, names


def consent(screen: Screen, details: dict, is_accepted: bool):
    """The customer agrees or not."""
    what = ds.ConsentWhat[details["to"].upper()]
    quote = screen.quote() if what == ds.ConsentWhat.QUOTE else None
    screen.visits.consent(*screen.here, ds.Consent(
        what=what, quote=quote, step=details.get("step"), is_accepted=is_accepted, reason=details.get("because"),
        person=ds.Person(name=details["by"])))


def sign(screen: Screen, details: dict):
    """Somebody signs on the glass."""
    role = ds.SignatureRole[details["as"].upper()]
    shows_quote = role in (ds.SignatureRole.CUSTOMER_ACCEPT, ds.SignatureRole.CUSTOMER_QUOTE_CONSENT)
    quote = screen.stage.quotes.get(screen.case) if shows_quote else None
    prepared = screen.evidence.prepare_signature(screen.case, screen.visit, role, quote, "")
    screen.evidence.sign(prepared, ds.NewSignature(signer=ds.Person(name=details["from"]), strokes=strokes()))


def add_line(screen: Screen, details: dict):
    """One more line of the quote."""
    cost = details.get("cost")
    added = screen.jobs.add_line(screen.case, screen.seen, ds.NewLine(
        quote=screen.quote(), visit=screen.visit, item=details.get("item"), what=details.get("unlisted", ""),
        quantity=details.get("quantity", "1"), cost_minor=None if cost is None else minor(cost)))
    screen.stage.lines[details["as"]] = added.line


def write_note(screen: Screen, details: dict):
    """A note with the name that the story gives it."""
    added = screen.jobs.add_note(*screen.here, details["text"])
    screen.stage.notes[details.get("as", "the note")] = added.note


def photograph(screen: Screen, details: dict):
    """A photo of a step."""
    screen.stage.photo_count += 1
    earlier = details.get("same spot as")
    screen.evidence.take_photo(*screen.here, details["step"], details["shows"],
                               screen.phone.write_photo(screen.stage.photo_count),
                               pair=None if earlier is None else screen.newest_photo(earlier))


def mark_photo(screen: Screen, details: dict):
    """A circle with words."""
    circle = ds.PhotoMark(form=ds.MarkForm.CIRCLE, text=details["says"],
                          points=[ds.MarkPoint(x=200, y=200), ds.MarkPoint(x=600, y=500)])
    screen.evidence.mark_photo(*screen.here, screen.newest_photo(details["shows"]), [circle])


def unmark_photo(screen: Screen, says: str):
    """Takes back what was drawn with these words."""
    for photo in screen.job.photos:
        for drawn in photo.marks:
            if any(mark.text == says for mark in drawn.marks):
                screen.evidence.mark_photo(*screen.here, photo.blob, [], [drawn.fact])
                return
    raise AssertionError(f"nobody drew `{says}`")


def call(screen: Screen, details: dict):
    """A call."""
    proposed = details.get("proposed")
    screen.visits.log_call(*screen.here, ds.NewCall(
        purpose=details["purpose"], result=ds.CallResult[details["result"].upper()],
        proposed=None if proposed is None else screen.stage.clock.moment(proposed),
        is_apologised=details.get("apologised") == "true"))


def plan_visit(screen: Screen, details: dict):
    """A further visit, with its time."""
    added = screen.visits.plan_visit(screen.case, screen.seen, details["because"], screen.visit)
    start = screen.stage.clock.moment(details["at"])
    screen.visits.appoint(screen.case, added.version, added.visit, start, None, None)


def stop_work(screen: Screen, _details):
    """The work that this person has running."""
    visit = next(visit for visit in screen.job.state.visits if visit.id == screen.visit)
    running = [session.started for session in visit.sessions if session.end is None and session.by == screen.who]
    screen.visits.stop_work(*screen.here, running[-1])


def end_visit(screen: Screen, details: dict):
    """The visit ends."""
    screen.visits.end_visit(*screen.here, ds.EndOfVisit(
        outcome=ds.VisitOutcome[details["as"].upper()], reason=details.get("because"), person=details.get("person")))


def read_notices(screen: Screen, _details):
    """Every notice that is there."""
    for notice in screen.job.notices:
        screen.seen = screen.jobs.acknowledge_notice(screen.case, screen.seen, notice.fact)


def rate(screen: Screen, grade: str):
    """The customer's grade, by the scale that the checklist asks for."""
    scale = next(kind.scale for kind in screen.kinds().values() if kind.is_RATING())
    screen.visits.rate(*screen.here, ds.Rating(scale=scale, grade=grade))


def door(method):
    """Bell or knuckles."""
    answers = {"somebody answers": True, "no answer": False}
    return lambda screen, says: screen.visits.attempt_door(*screen.here, method, answers[says])


def keep_screen(screen: Screen, _details):
    """From now on the version on the screen stays what it is now."""
    screen.stage.screens[(screen.who, screen.case)] = screen.seen


ON_THE_JOB = {
    "keeps the screen open": keep_screen,
    "refreshes the screen": lambda s, d: s.stage.screens.pop((s.who, s.case), None),
    "agrees on": lambda s, d: s.visits.appoint(*s.here, s.stage.clock.moment(d), None, None),
    "plans the next visit": plan_visit,
    "calls the customer": call,
    "escalates": lambda s, d: s.visits.escalate(*s.here, d),
    "sets out": lambda s, d: s.visits.enter_phase(*s.here, ds.Phase.TRAVELLING),
    "arrives": lambda s, d: s.visits.enter_phase(*s.here, ds.Phase.ARRIVED),
    "rings": door(ds.DoorMethod.BELL),
    "knocks": door(ds.DoorMethod.KNOCK),
    "ticks": lambda s, d: [s.tick(step) for step in names(d)],
    "ticks what is left to tick": lambda s, d: s.tick_all(),
    "answers": lambda s, d: s.jobs.answer(s.case, s.seen, s.given(d)),
    "declares done": lambda s, d: [s.visits.finish_step(*s.here, step) for step in names(d)],
    "photographs": photograph,
    "marks the photo": mark_photo,
    "takes the mark back": unmark_photo,
    "writes a note": write_note,
    "edits the note": lambda s, d: s.jobs.edit_note(
        s.case, s.seen, s.stage.notes[d.get("as", "the note")], d["text"]),
    "adds to the quote": add_line,
    "changes the quantity": lambda s, d: s.jobs.set_quantity(s.case, s.seen, s.stage.lines[d["of"]], d["to"]),
    "strikes out": lambda s, d: s.jobs.delete_line(s.case, s.seen, s.stage.lines[d], True),
    "shows the quote": lambda s, d: s.visits.offer_quote(*s.here, s.quote(), int(d["minutes"])),
    "gets consent": lambda s, d: consent(s, d, True),
    "is refused consent": lambda s, d: consent(s, d, False),
    "starts work": lambda s, d: s.visits.start_work(*s.here, []),
    "stops work": stop_work,
    "gets the signature": sign,
    "gets the rating": rate,
    "declines the job": lambda s, d: s.visits.decline(*s.here, s.quote(), d),
    "completes the job": lambda s, d: s.visits.complete(*s.here),
    "ends the visit": end_visit,
    "reads the notices": read_notices,
}
