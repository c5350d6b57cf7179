"""What the story needs around the phones: a real server process, an office that speaks JSON, and the parts of a
phone that an app brings (secrets, clock, network)."""

import json
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

import doorstep_ffi as ds

OFFICE_TOKEN = "the-office-token-of-this-test"
ZONE = "CST-8"


class Server:
    """`doorstep serve` on a free port. It is stopped by its own process id."""

    def __init__(self, directory: pathlib.Path, invitations: list[str]):
        directory.mkdir(parents=True)
        address_file = directory / "address"
        command = [os.environ["DOORSTEP_SERVER"], "serve", "--dir", str(directory / "data"),
                   "--listen", "127.0.0.1:0", "--font", "none", "--office-token", OFFICE_TOKEN, "--address-file", str(address_file)]
        for invitation in invitations:
            command += ["--invite", invitation]
        self.output = (directory / "output").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(command, stdout=self.output, stderr=subprocess.STDOUT)
        self.url = "http://" + self._wait_for(lambda: address_file.exists() and address_file.read_text())
        self._wait_for(lambda: self._said().count("code for") == len(invitations))

    def _said(self) -> str:
        return pathlib.Path(self.output.name).read_text(encoding="utf-8")

    def _wait_for(self, what):
        for _ in range(600):
            if found := what():
                return found
            if self.process.poll() is not None:
                raise AssertionError("the server ended: " + self._said())
            time.sleep(0.1)
        raise AssertionError("the server does not start: " + self._said())

    def code_for(self, user: str) -> str:
        """The one-time code that the server printed for a user."""
        line = next(line for line in self._said().splitlines() if f"code for {user}:" in line)
        return line.rsplit(" ", 1)[1]

    def stop(self):
        """Ends the process and waits for it."""
        self.process.terminate()
        self.process.wait(timeout=20)
        self.output.close()


class Office:
    """The desk, as a program uses it."""

    def __init__(self, url: str):
        self.url = url

    def ask(self, path: str, body=None):
        """GET without a body, POST with one."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {OFFICE_TOKEN}", "content-type": "application/json"}
        request = urllib.request.Request(f"{self.url}/office/api/{path}", data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def create_job(self, users: list[str], start_ms: int) -> str:
        """Creates the job of catalogue scenario 5 and gives it to these users."""
        packs = self.ask("packs")
        pack = next(pack for pack in packs if "property-repair" in json.dumps(pack))
        job = self.ask("jobs", {
            "pack": pack["pack"], "service": "longfor-dispatch", "area": "indoor",
            "report": "Cellar: lamp out, toilet blocked",
            "customer": {"name": "Mr Wang", "phone": "138 0000 0000"},
            "site": {"address": "Building 5, cellar 12", "time_zone": ZONE},
            "users": users, "start_ms": start_ms,
        })
        return job["case"]

    def outcome_comes_to_be(self, case: str, outcome: str) -> str:
        """What the desk's list says, when it says this or has had five seconds to."""
        for _ in range(100):
            listed = self.ask(f"jobs/{case}")["job"]["outcome"]
            if listed == outcome:
                break
            time.sleep(0.05)
        return listed

    def outcome_of(self, case: str, other_than: str) -> str:
        """What the desk's list says; it follows the log within moments."""
        for _ in range(100):
            outcome = self.ask(f"jobs/{case}")["job"]["outcome"]
            if outcome != other_than:
                break
            time.sleep(0.05)
        return outcome


class Clock(ds.Clock):
    """A clock that the test moves."""

    def __init__(self):
        self.start_ms = int(time.time() * 1000)
        self.passed_ms = 0

    def pass_minutes(self, minutes: int):
        """Lets time go by."""
        self.passed_ms += minutes * 60_000

    def now(self):
        """One more millisecond with every look, as on a real phone."""
        self.passed_ms += 1
        return ds.ClockReading(wall=self.start_ms + self.passed_ms, boot_ms=self.passed_ms, boot_id=7)


class Secrets(ds.SecretStore):
    """Secrets in memory."""

    def __init__(self):
        self.kept = {}

    def read(self, name):
        """What was kept."""
        return self.kept.get(name)

    def write(self, name, secret):
        """Keeps it."""
        self.kept[name] = secret


class Network(ds.HttpTransport):
    """The platform's HTTP, here urllib, behind a switch."""

    def __init__(self):
        self.is_on = True
        self.before_each = lambda: None
        self.requests = 0

    def send(self, request):
        """Sends one request."""
        if not self.is_on:
            raise ds.PlatformError.Offline()
        self.requests += 1
        self.before_each()
        headers = {header.name: header.value for header in request.headers}
        outgoing = urllib.request.Request(request.url, data=request.body or None, headers=headers,
                                          method=request.method)
        try:
            with urllib.request.urlopen(outgoing, timeout=20) as response:
                return self._answer(response.status, response)
        except urllib.error.HTTPError as error:
            return self._answer(error.code, error)
        except OSError as error:
            raise ds.PlatformError.Offline() from error

    @staticmethod
    def _answer(status, response):
        headers = [ds.HttpHeader(name=name, value=value) for name, value in response.headers.items()]
        return ds.HttpResponse(status=status, headers=headers, body=response.read())


class Phone:
    """A phone with its owner."""

    def __init__(self, directory: pathlib.Path, server_url: str, code: str, owner: str, clock=None):
        directory.mkdir(parents=True)
        self.directory, self.clock, self.network = directory, clock or Clock(), Network()
        config = ds.Config(directory=str(directory / "store"), language="en")
        self.core = ds.DoorstepCore.open(config, Secrets(), self.clock, self.network)
        self.me = self.core.enrol(server_url, code, f"{owner}'s phone")
        self.jobs, self.visits = self.core.jobs(), self.core.visits()
        self.evidence, self.sync = self.core.evidence(), self.core.sync()

    def sync_now(self):
        """Synchronises without a limit."""
        return self.sync.sync_now(ds.Budget())

    def write_photo(self, shade: int) -> str:
        """A photo as the camera leaves it: the beginning of a JPEG will do."""
        path = self.directory / f"camera-{shade}.jpg"
        path.write_bytes(bytes([0xFF, 0xD8, 0xFF, 0xE0]) + bytes([shade]) * 2000)
        return str(path)


def strokes():
    """A signature: a wave and a dash, as a finger draws them."""
    heights = [0, -18, -30, -20, 6, 22, 14, -10, -26, -12, 10, 20, 4, -14, -4, 8, 2]
    wave = [ds.Point(x=2000 + 900 * i, y=6000 + 100 * height, t_ms=30 * i, pressure=500)
            for i, height in enumerate(heights)]
    dash = [ds.Point(x=4000 + 1500 * i, y=9000 - 80 * i, t_ms=700 + 25 * i) for i in range(6)]
    return [ds.Stroke(points=wave), ds.Stroke(points=dash)]
