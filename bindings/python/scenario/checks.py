"""What an expectation looks at, by its words: what is there, beside what the story says. Each looks through a `Look`."""

from .story import minor, names, word


def reason_of(outcome):
    """Why it was declined or cancelled."""
    return getattr(outcome, "reason", None)


def line_amounts(look, quote, expected: dict):
    """Amounts by line or rule."""
    found = {}
    for line in quote.lines:
        name = look.name_of_line(line.line) if line.line else line.key
        found[name] = line.amount and line.amount.minor
    return {name: found.get(name) for name in expected}, {name: minor(amount) for name, amount in expected.items()}


def consent_of(quote) -> str:
    """What the customer said to it."""
    is_accepted = quote.offer and quote.offer.is_accepted
    return "not answered" if is_accepted is None else "agreed" if is_accepted else "refused"


def seconds_apart(visit, wanted: str):
    """The shortest pause between two attempts at the door is that long or longer."""
    times = [attempt.at for attempt in visit.door_attempts]
    shortest = min((after - before) // 1000 for before, after in zip(times, times[1:]))
    return min(shortest, int(wanted)), int(wanted)


JOB_CHECKS = {
    "known": lambda l, t, e: ("true", e),
    "job": lambda l, t, e: (word(l.state.outcome), e),
    "because": lambda l, t, e: (reason_of(l.state.outcome), e),
    "visits": lambda l, t, e: (len(l.state.visits), int(e)),
    "minutes worked": lambda l, t, e: (
        sum(s.worked_ms for v in l.state.visits for s in v.sessions) // 60_000, int(e)),
    "time entries": lambda l, t, e: (sum(len(v.sessions) for v in l.state.visits), int(e)),
    "answers": lambda l, t, e: l.answers(e),
    "notes": lambda l, t, e: (sorted(n.text for n in l.job.notes if not n.is_deleted), sorted(names(e))),
    "lines": lambda l, t, e: (
        sorted(l.name_of_line(line.id) for line in l.job.lines if not line.is_deleted), sorted(names(e))),
    "to be decided": lambda l, t, e: (l.open_questions(), set(names(e))),
    "superseded": lambda l, t, e: (len(l.state.superseded), int(e)),
    "exceptions": lambda l, t, e: (
        sorted(word(one).replace("_", " ") for one in l.state.exceptions), sorted(names(e))),
    "steps": lambda l, t, e: l.steps(e),
    "missing": lambda l, t, e: (set(names(e)) & l.missing_for("done"), set(names(e))),
    "nothing missing for": lambda l, t, e: ({o: l.missing_for(o) for o in names(e)}, {o: set() for o in names(e)}),
    "notices": lambda l, t, e: (len(l.job.notices), int(e)),
    "unsent": lambda l, t, e: (l.job.outbox.waiting_count, int(e)),
    "photos held": lambda l, t, e: (l.photos_held(), int(e)),
    "signed": lambda l, t, e: l.signed(e),
}

QUOTE_CHECKS = {
    "total": lambda l, q, e: (q.total and q.total.minor, minor(e)),
    "minutes": lambda l, q, e: (q.minutes, int(e)),
    "must ask again": lambda l, q, e: (q.must_ask_again, e == "true"),
    "due": lambda l, q, e: (q.account and q.account.due and q.account.due.minor, minor(e)),
    "consent": lambda l, q, e: (consent_of(q), e),
    "lines": line_amounts,
    "not configured": lambda l, q, e: ((l.not_configured(q, names(e)), q.total), (names(e), None)),
}

VISIT_CHECKS = {
    "phase": lambda l, v, e: (word(v.phase), e),
    "ended": lambda l, v, e: (v.outcome and word(v.outcome), e),
    "because": lambda l, v, e: (v.ended_because or v.reason, e),
    "appointment": lambda l, v, e: (
        l.stage.clock.shown(v.appointment and v.appointment.start), l.stage.clock.shown(l.stage.clock.moment(e))),
    "escalated": lambda l, v, e: (v.is_escalated, e == "true"),
    "assigned": lambda l, v, e: (sorted(v.assigned), sorted(names(e))),
    "attempts": lambda l, v, e: (len(v.door_attempts), int(e)),
    "seconds apart": lambda l, v, e: seconds_apart(v, e),
    "calls": lambda l, v, e: (len(v.calls), int(e)),
    "photos": lambda l, v, e: (sorted(p.role for p in l.job.photos if p.visit == v.id), sorted(names(e))),
    "marks": lambda l, v, e: (
        sorted(m.text for p in l.job.photos if p.visit == v.id for d in p.marks for m in d.marks if m.text),
        sorted(names(e))),
    "pairs": lambda l, v, e: (sum(p.pair is not None for p in l.job.photos if p.visit == v.id), int(e)),
    "minutes": lambda l, v, e: (sum(s.worked_ms for s in v.sessions) // 60_000, int(e)),
    "signatures": lambda l, v, e: (
        sorted(word(s.role) for s in l.job.signatures if s.visit == v.id), sorted(names(e))),
    "ratings": lambda l, v, e: (sorted(r.grade for r in v.ratings), sorted(names(e))),
}
