#!/usr/bin/env python3
"""Does what docs/embedding.md says, in an empty folder outside the repository, and compares what comes out.

    bindings/embed.py DOCUMENT DOORSTEP

Files are the fenced blocks with a path behind their language; commands are those called `server`, `job` and `run`. Addresses are
moved to a free port and a folder of this run, codes are those that the server prints; nothing else is changed.
"""

import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time


def blocks(document: str) -> dict[str, str]:
    """The named blocks of a document, by their names."""
    found = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)
    return dict(found)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_codes(server: subprocess.Popen, output: pathlib.Path) -> dict[str, str]:
    """The codes that the server prints for its two phones."""
    for _ in range(600):
        codes = dict(re.findall(r"code for (\w+): (\S+)", output.read_text(encoding="utf-8")))
        if len(codes) == 2:
            return codes
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("the server did not start: " + output.read_text(encoding="utf-8"))


def follow(named: dict[str, str], program: str, folder: pathlib.Path) -> str:
    """Does it all; answers what the app printed."""
    address, company = f"127.0.0.1:{free_port()}", folder / "company"

    def moved(command: str) -> str:
        command = command.replace("127.0.0.1:8787", address).replace("/tmp/first-company", str(company))
        return command.replace("target/debug/doorstep", program)

    app, output = folder / "first-app", folder / "server"
    for name, text in named.items():
        if "." in name:
            file = app / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    with output.open("w", encoding="utf-8") as out:
        server = subprocess.Popen("exec " + moved(named["server"]), shell=True, stdout=out, stderr=out)
    try:
        codes = wait_for_codes(server, output)
        subprocess.run(moved(named["job"]), shell=True, check=True, stdout=subprocess.DEVNULL)
        run = moved(named["run"]).replace("CODE-OF-CHEN", codes["chen"]).replace("CODE-OF-LI", codes["li"])
        ran = subprocess.run(run, shell=True, cwd=app, capture_output=True, text=True, check=False)
    finally:
        server.terminate()
        server.wait(timeout=20)
    if ran.returncode != 0:
        raise SystemExit(f"the app failed:\n{ran.stdout}\n{ran.stderr}")
    return ran.stdout


def main():
    """Follows the document and says how long it took."""
    document, program = sys.argv[1:]
    named = blocks(pathlib.Path(document).read_text(encoding="utf-8"))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="doorstep-embed-") as folder:
        said = follow(named, program, pathlib.Path(folder))
    print(said, end="")
    missing = [line for line in named["output"].splitlines() if line not in said]
    if missing:
        raise SystemExit("the document says otherwise; missing: " + " | ".join(missing))
    print(f"as the document says, {time.monotonic() - started:.0f} seconds after the library was published")


if __name__ == "__main__":
    main()
