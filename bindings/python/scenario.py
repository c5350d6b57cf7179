"""The shared stories of `tests/scenarios`, word for word, through the exported interface: what each word does with a phone,
and what each expectation looks at. A word that is not here fails the story; it is never passed over."""

import datetime
import enum
import pathlib
import re

import yaml

import doorstep_ffi as ds

from world import Clock, Office, Phone, Server, strokes

ROUNDS_MAX = 10


class Scenario:
    """One file. Every value in it is a text, as it stands there."""

    HEAD = {"title", "origin", "service", "people", "clock", "story", "finally"}

    def __init__(self, path: pathlib.Path):
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        unknown = set(read) - self.HEAD
        assert not unknown, f"{path.name}: this driver does not know {unknown}"
        self.title, self.service, self.people = read["title"], read["service"], read["people"]
        self.clock, self.story, self.finally_ = read["clock"], read["story"], read.get("finally", [])


class StoryClock(Clock):
    """The clock of everybody in the story: it stands still until the story goes on."""

    ZONE = datetime.timezone(datetime.timedelta(hours=8))  # CST-8

    def __init__(self, start: str):
        super().__init__()
        self.start_ms = self.moment(start, 0)

    @property
    def now_ms(self) -> int:
        """What it shows."""
        return self.start_ms + self.passed_ms

    def now(self):
        return ds.ClockReading(wall=self.now_ms, boot_ms=self.passed_ms + 1, boot_id=7)

    def moment(self, text: str, now_ms=None) -> int:
        """`10:00`, `tomorrow 09:00`, `2026-03-04 09:00`, as the story sees it now."""
        day, _, time = text.rpartition(" ")
        today = datetime.datetime.fromtimestamp((self.now_ms if now_ms is None else now_ms) / 1000, self.ZONE).date()
        if day == "tomorrow":
            today += datetime.timedelta(days=1)
        elif day:
            today = datetime.date.fromisoformat(day)
        local = datetime.datetime.combine(today, datetime.time.fromisoformat(time), self.ZONE)
        return int(local.timestamp()) * 1000

    def shown(self, at_ms) -> str | None:
        """A moment as people read it."""
        if at_ms is None:
            return None
        return datetime.datetime.fromtimestamp(at_ms / 1000, self.ZONE).strftime("%Y-%m-%d %H:%M:%S")


def names(details) -> list[str]:
    """One name or a list of them."""
    return details if isinstance(details, list) else [details]


def minor(amount: str) -> int:
    """`12.34` in hundredths."""
    assert re.fullmatch(r"-?\d+\.\d\d", amount), f"`{amount}` is no amount"
    return int(amount.replace(".", ""))


def word(value) -> str:
    """The glossary's word of a variant: `CustomerAccept` and `CUSTOMER_ACCEPT` are `customer_accept`."""
    name = value.name if isinstance(value, enum.Enum) else type(value).__name__.rpartition(".")[2]
    return name.lower() if name.isupper() else re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def told(error: ds.DoorstepError) -> str:
    """What an error says, with everything that is missing."""
    if not isinstance(error, ds.DoorstepError.Rejected):
        return repr(error)
    why = error.why
    if why.is_MISSING():
        return "; ".join(f"{missing.step}: {missing.words}" for missing in why.missing)
    if why.is_NOT_CONFIGURED():
        return "not configured: " + ", ".join(why.what)
    return f"{word(why)}: {vars(why)}"


class Screen:
    """Somebody with a job in front of them."""

    def __init__(self, stage, who: str, job: str | None, visit: str | None):
        self.stage, self.who, self.phone = stage, who, stage.phones[who]
        self.case = stage.case(job)
        self.job = self.phone.jobs.job(self.case)
        self.seen = stage.screens.get((who, self.case), self.job.version)
        self.visit = self.job.state.current_visit
        if visit is not None:
            self.visit = next(found.id for found in self.job.state.visits if found.number == int(visit))
        self.jobs, self.visits, self.evidence = self.phone.jobs, self.phone.visits, self.phone.evidence

    @property
    def here(self):
        """What every command of a visit begins with."""
        return self.case, self.seen, self.visit

    def kinds(self):
        """The kinds of the steps, by id."""
        return {step.id: step.kind for step in self.jobs.template(self.case).steps}

    def given(self, answers: dict):
        """Answers as the checklist keeps them."""
        kinds, values = self.kinds(), []
        for step, answer in answers.items():
            kind = kinds[step]
            if kind.is_MULTI():
                values += [ds.Answer(key=ds.answer_key(self.visit, step, option), value=ds.AnswerValue.BOOL(True))
                           for option in names(answer)]
                continue
            values.append(ds.Answer(key=ds.answer_key(self.visit, step, None), value=answer_value(kind, answer)))
        return values

    def tick(self, step: str):
        """A tick; of a step that must be declared done, that as well."""
        self.jobs.answer(self.case, self.seen, self.given({step: "yes"}))
        missing = self.jobs.why_not(self.case, self.visit, "done")
        if any(thing.step == step and thing.what.is_CONFIRMATION() for thing in missing):
            self.visits.finish_step(self.case, self.jobs.job(self.case).version, self.visit, step)

    def tick_all(self):
        """Ticking one step may open the next one."""
        ticked = set()
        while True:
            steps = self.jobs.checklist(self.case, self.visit, "done").steps
            left = [step.path for step in steps if step.kind == "tick" and step.is_required
                    and step.state.is_OPEN() and step.path not in ticked]
            if not left:
                return
            self.seen = self.jobs.job(self.case).version
            self.tick(left[0])
            ticked.add(left[0])

    def quote(self) -> str:
        """The quote at hand, minted when somebody first writes or shows it."""
        quotes = self.stage.quotes
        if self.case not in quotes:
            quotes[self.case] = self.jobs.new_quote()
        return quotes[self.case]

    def newest_photo(self, shows: str) -> str:
        """The newest photo that shows this."""
        return [photo.blob for photo in self.jobs.job(self.case).photos if photo.role == shows][-1]


def answer_value(kind, answer: str):
    """One answer, typed as its step wants it."""
    if kind.is_TICK() or kind.is_YES_NO():
        assert answer in ("yes", "no", "true", "false"), f"`{answer}` is neither yes nor no"
        return ds.AnswerValue.BOOL(answer in ("yes", "true"))
    return ds.AnswerValue.INT(int(answer)) if kind.is_NUMBER() else ds.AnswerValue.TEXT(answer)


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


class Stage:
    """Everybody of one story with their phones, and what the story calls things."""

    def __init__(self, test, scenario: Scenario, root: pathlib.Path):
        self.scenario, self.clock = scenario, StoryClock(scenario.clock)
        people = {name: role for name, role in scenario.people.items() if role != "office"}
        invited = [f"{name}:{name}:{role}" for name, role in people.items()]
        self.server = Server(root / "server", invited + ["desk:desk:office"])
        test.addCleanup(self.server.stop)
        self.office = Office(self.server.url)
        self.phones = {}
        for name in [*people, "desk"]:
            phone = Phone(root / name, self.server.url, self.server.code_for(name), name, self.clock)
            test.addCleanup(phone.core.shutdown)
            phone.sync_now()
            self.phones[name] = phone
        self.cases, self.screens, self.quotes, self.lines, self.notes = {}, {}, {}, {}, {}
        self.photo_count = 0

    def case(self, job: str | None) -> str:
        """The case that the story calls so, or the only one."""
        if job is None:
            [case] = self.cases.values()
            return case
        return self.cases[job]

    def tell(self) -> list[str]:
        """Everything that was not as the story says."""
        wrong = [f"{step}: {what}" for step in self.scenario.story for what in self.play(step)]
        for phone in self.phones.values():
            phone.network.is_on = True
        self.everybody_syncs()
        wrong += [f"in the end: {what}" for what in self.come_together()]
        return wrong + [f"finally {step}: {what}" for step in self.scenario.finally_ for what in self.play(step)]

    def play(self, step) -> list[str]:
        """Plays one line; answers what was not as expected."""
        [(line, details)] = step.items() if isinstance(step, dict) else [(step, None)]
        if line.startswith("refused because "):
            return self.play_refused(line.removeprefix("refused because "), details)
        if match := re.fullmatch(r"at (.+)", line):
            then = self.clock.moment(match[1])
            assert then >= self.clock.now_ms, f"{line}: this time is over already"
            self.clock.passed_ms += then - self.clock.now_ms
        elif match := re.fullmatch(r"(\d+) (second|minute|hour|day)s? later", line):
            unit = {"second": 1_000, "minute": 60_000, "hour": 3_600_000, "day": 86_400_000}[match[2]]
            self.clock.passed_ms += int(match[1]) * unit
        elif line == "everybody syncs":
            self.everybody_syncs()
        else:
            sentence, job, visit = self.about(line)
            if match := re.fullmatch(r"expect (at the office|everywhere|on (\w+))", sentence):
                return self.expect(match[2] or match[1], job, details)
            self.act(*sentence.split(" ", 1), job, visit, details)
        return []

    @staticmethod
    def about(line: str):
        """`chen arrives, job K, visit 2` is about K and its second visit."""
        sentence, *rest = line.split(", ")
        job = next((part.removeprefix("job ") for part in rest if part.startswith("job ")), None)
        visit = next((part.removeprefix("visit ") for part in rest if part.startswith("visit ")), None)
        return sentence, job, visit

    def play_refused(self, because: str, step) -> list[str]:
        """The core says no, and its words contain these."""
        try:
            self.play(step)
        except ds.DoorstepError as error:
            return [] if because in told(error) else [f"refused, but because: {told(error)}"]
        return ["it was done"]

    def act(self, who: str, words: str, job, visit, details):
        """Somebody does something."""
        if self.scenario.people[who] == "office":
            self.act_at_desk(who, words, job, details)
        elif words in ("goes offline", "comes online"):
            self.phones[who].network.is_on = words == "comes online"
        elif words == "syncs":
            self.phones[who].sync_now()
        elif words in ON_THE_JOB:
            ON_THE_JOB[words](Screen(self, who, job, visit), details)
        else:
            raise AssertionError(f"this driver does not know `{words}`")

    def act_at_desk(self, who: str, words: str, job, details):
        """By the office's own interface."""
        acting = {"user": who, "name": who, "role": "office"}
        if words == "creates a job":
            self.create_job(acting, details)
            return
        orders = {
            "assigns": lambda: ("assign", {"users": names(details)}),
            "reschedules": lambda: ("appoint", {"start_ms": self.clock.moment(details)}),
            "cancels the job": lambda: ("cancel", {"reason": details}),
            "reopens the job": lambda: ("reopen", {"reason": details}),
            "archives the job": lambda: ("archive", {}),
        }
        assert words in orders, f"this driver does not know `{words}` at the desk"
        order, body = orders[words]()
        self.office.ask(f"jobs/{self.case(job)}/{order}", {**body, "acting": acting})

    def create_job(self, acting, new: dict):
        """The office dispatches a job."""
        known = {"as", "customer", "phone", "address", "report", "area", "emergency", "appointment", "assigned"}
        assert set(new) <= known, f"this driver does not know {set(new) - known} of a job"
        appointment = new.get("appointment")
        made = self.office.ask("jobs", {
            "acting": acting, "service": self.scenario.service, "report": new["report"],
            "area": new.get("area", "indoor"), "emergency": new.get("emergency") == "true",
            "customer": {"name": new["customer"], "phone": new.get("phone")},
            "site": {"address": new["address"], "time_zone": "CST-8"},
            "reported_at_ms": self.clock.now_ms, "users": names(new.get("assigned", [])),
            "start_ms": None if appointment is None else self.clock.moment(appointment),
        })
        self.cases[new.get("as", "the job")] = made["case"]

    def everybody_syncs(self):
        """Until a whole round brings nothing new to anybody."""
        for _ in range(ROUNDS_MAX):
            moved = 0
            for phone in self.phones.values():
                if phone.network.is_on:
                    report = phone.sync_now()
                    assert report.status == ds.SyncStatus.DONE, report
                    moved += report.acked + report.pulled + report.files_sent
            if moved == 0:
                return
        raise AssertionError(f"there is still something to send after {ROUNDS_MAX} rounds")

    def come_together(self) -> list[str]:
        """In the end everybody has the same, everything is safe, and the office's own list says it too."""
        wrong = []
        for name, phone in self.phones.items():
            if phone.sync.outbox().delivery != ds.Delivery.STORED_SAFELY:
                wrong.append(f"not everything of {name} is stored safely: {phone.sync.outbox()}")
        for name, case in self.cases.items():
            jobs = {who: phone.jobs.job(case) for who, phone in self.phones.items() if self.has(phone, case)}
            versions = {job.version for job in jobs.values()}
            if len(versions) != 1:
                wrong.append(f"{name} differs between {', '.join(jobs)}")
            outcome = word(jobs["desk"].state.outcome)
            listed = self.office.outcome_comes_to_be(case, outcome)
            if listed != outcome:
                wrong.append(f"the office's list says {listed}, its log {outcome}")
        return wrong

    @staticmethod
    def has(phone: Phone, case: str) -> bool:
        """Whether the job is on this phone."""
        try:
            phone.jobs.job(case)
        except ds.DoorstepError.NotFound:
            return False
        return True

    def expect(self, place: str, job, expected: dict) -> list[str]:
        """Looks at one job on one phone, at the office, or everywhere."""
        case, wrong = self.case(job), []
        if place in ("at the office", "everywhere"):
            self.phones["desk"].sync_now()
        if place == "everywhere":
            places = [name for name, phone in self.phones.items() if self.has(phone, case)]
        else:
            places = ["desk" if place == "at the office" else place]
        for name in places:
            look = Look(self, self.phones[name], case)
            wrong += [f"{name}: {what}" for what in look.check(expected)]
        return wrong


class Look:
    """A look at one job on one phone."""

    def __init__(self, stage: Stage, phone: Phone, case: str):
        self.stage, self.phone, self.case = stage, phone, case
        self.is_here = stage.has(phone, case)
        if self.is_here:
            self.job = phone.jobs.job(case)
            self.state, self.visit = self.job.state, self.job.state.current_visit

    def check(self, expected: dict) -> list[str]:
        """What is not as expected, in words."""
        wrong = []
        if not self.is_here:
            return [] if expected == {"known": "false"} else ["the job is not here"]
        for what, value in expected.items():
            if match := re.fullmatch(r"visit (\d+)", what):
                self.same_all(what, VISIT_CHECKS, self.visit_of(int(match[1])), value, wrong)
            elif what == "quote":
                self.same_all(what, QUOTE_CHECKS, self.quote(), value, wrong)
            else:
                self.same_all("", JOB_CHECKS, self, {what: value}, wrong)
        return wrong

    def same_all(self, of: str, checks: dict, thing, expected: dict, wrong: list):
        """Compares every part that the story names."""
        for what, value in expected.items():
            assert what in checks, f"this driver does not know `{of} {what}`"
            found, wanted = checks[what](self, thing, value)
            if found != wanted:
                wrong.append(f"{of} {what}: expected {wanted!r}, found {found!r}")

    def visit_of(self, number: int):
        """A visit by its number."""
        return next(visit for visit in self.state.visits if visit.number == number)

    def quote(self):
        """The quote at hand."""
        return next(quote for quote in self.job.quotes if quote.id == self.stage.quotes[self.case])

    def name_of_line(self, line: str) -> str:
        """What the story calls a line."""
        return next((name for name, known in self.stage.lines.items() if known == line), line)

    def answer(self, step: str, option=None):
        """What stands there."""
        key = ds.answer_key(self.visit, step, option)
        value = next((answer.value for answer in self.job.answers if answer.key == key), None)
        return None if value is None else value.value

    def answers(self, expected: dict):
        """Every answer that the story names, beside what it says."""
        kinds = {step.id: step.kind for step in self.phone.jobs.template(self.case).steps}
        found, wanted = {}, {}
        for step, answer in expected.items():
            if kinds[step].is_MULTI():
                wanted[step] = sorted(names(answer))
                found[step] = sorted(option for option in names(answer) if self.answer(step, option))
            else:
                wanted[step], found[step] = answer_value(kinds[step], answer).value, self.answer(step)
        return found, wanted

    def open_questions(self) -> set[str]:
        """Open decisions of the document and of the facts, each once."""
        return {self.name_of_field(conflict.field) for conflict in self.job.conflicts} | {
            word(decision.aspect) for decision in self.state.decisions}

    def name_of_field(self, field) -> str:
        """What the story calls what is in question."""
        if field.is_ANSWER():
            return field.key.split("/", 1)[1]
        if field.is_LINE():
            return self.name_of_line(field.line)
        if field.is_CORRECTION():
            return field.name
        return next((name for name, note in self.stage.notes.items() if note == field.note), field.note)

    def steps(self, expected: dict):
        """States of steps."""
        checklist = next(visit for visit in self.state.visits if visit.id == self.visit).checklist
        states = {step.path: word(step.state).replace("_", " ") for step in checklist.steps}
        return {step: states.get(step) for step in expected}, expected

    def not_configured(self, quote, codes: list[str]) -> list[str]:
        """Those of these items whose name is in what is said of the quote."""
        titles = {item.code: item.title for item in self.phone.jobs.template(self.case).prices}
        return [code for code in codes if any(titles[code] in problem for problem in quote.problems)]

    def missing_for(self, outcome: str) -> set[str]:
        """What stands against this ending."""
        return {thing.step for thing in self.phone.jobs.why_not(self.case, self.visit, outcome)}

    def signed(self, expected: dict):
        """Whether what was signed still stands there."""
        found = {word(signature.role): "unchanged" if signature.now.is_SAME() else word(signature.now)
                 for signature in self.job.signatures}
        return {role: found.get(role) for role in expected}, expected

    def photos_held(self) -> int:
        """Photos whose bytes the office really hands out."""
        desk, count = self.stage.phones["desk"], 0
        for photo in self.job.photos:
            desk.evidence.fetch_photo(self.case, photo.blob)
            path = desk.directory / "held"
            path.unlink(missing_ok=True)
            desk.evidence.save_photo(self.case, photo.blob, str(path))
            count += path.stat().st_size > 0
        return count


def reason_of(outcome):
    """Why it was declined or cancelled."""
    return getattr(outcome, "reason", None)


def line_amounts(look: Look, quote, expected: dict):
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
