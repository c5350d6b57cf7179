"""What a story expects of one job on one phone."""

import re

import doorstep_ffi as ds

from world import Phone

from .checks import JOB_CHECKS, QUOTE_CHECKS, VISIT_CHECKS
from .screen import answer_value
from .story import names, word


class Look:
    """A look at one job on one phone."""

    def __init__(self, stage, phone: Phone, case: str):
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
