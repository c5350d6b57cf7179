"""Everybody of a story: what a line of it does, and what is true of all of them in the end."""

import pathlib
import re

import doorstep_ffi as ds

from world import Office, Phone, Server

from .deeds import ON_THE_JOB
from .look import Look
from .screen import Screen
from .story import Scenario, StoryClock, names, told, word


ROUNDS_MAX = 10


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
