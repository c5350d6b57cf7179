"""Somebody with a job in front of them."""

import doorstep_ffi as ds

from .story import names


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
