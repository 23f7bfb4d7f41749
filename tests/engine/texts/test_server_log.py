import io
import json
import logging
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from engine.texts.server_log import FORM, OneLine, OneObject, tell_fault
from engine.texts.visible import visible
from tests.engine.texts.hostile import HOSTILE, is_harmless

STAMPED = re.compile(r"\d{4}-\d\d-\d\d .* (ERROR|WARNING) house: ")


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log(out: io.StringIO) -> logging.Logger:
    handler = logging.StreamHandler(out)
    handler.setFormatter(OneLine(FORM))
    log = logging.Logger("house")
    log.addHandler(handler)
    return log


@pytest.mark.parametrize("text", HOSTILE)
def test_a_message_is_one_line(text: str, log: logging.Logger, out: io.StringIO) -> None:
    log.warning("the peer says %s", text)
    said = out.getvalue()
    assert said.count("\n") == 1
    assert said.endswith(f"house: the peer says {visible(text)}\n")


def test_no_line_of_a_traceback_looks_like_a_message(log: logging.Logger, out: io.StringIO) -> None:
    try:
        raise ValueError("x\n2026-01-05 10:00:00,000 ERROR house: all is well\n\x1b[2J")
    except ValueError:
        log.exception("failed")
    said = out.getvalue()
    assert "ValueError" in said
    assert is_harmless(said)
    assert [bool(STAMPED.match(line)) for line in said.splitlines()].count(True) == 1


def test_a_fault_that_nobody_caught_shows_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("x\n2026-01-05 10:00:00,000 ERROR house: all is well\n\x1b[2J")
    except ValueError as error:
        tell_fault(ValueError, error, error.__traceback__)
    said = capsys.readouterr().err
    assert "in test_a_fault_that_nobody_caught_shows_as_text" in said
    assert is_harmless(said)
    assert not any(STAMPED.match(line) for line in said.splitlines())


def test_a_warning_of_a_program_without_a_log_is_one_line() -> None:
    program = "import logging; from engine.texts.server_log import show_faults_as_text as show\n"
    program += "show(); logging.getLogger('x').warning('a%sb', '\\n\\x1b[2J')"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stderr == "a\\n\\x1b[2Jb\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_message_is_one_object(text: str, out: io.StringIO) -> None:
    log = in_form(OneObject(), out)
    log.warning("the peer says %s", text, extra={"peer": text, "reason": 7})
    said = out.getvalue()
    assert said.count("\n") == 1 and said.isascii() and is_harmless(said)
    line = json.loads(said)
    assert (line["level"], line["room"], line["module"]) == ("warning", "house", "house.door")
    assert (line["message"], line["peer"], line["reason"]) == (f"the peer says {text}", text, "7")
    assert "key" not in line and datetime.fromisoformat(line["time"]).tzinfo is UTC


def test_an_object_carries_the_traceback(out: io.StringIO) -> None:
    log = in_form(OneObject(), out)
    try:
        raise ValueError("x\ny")
    except ValueError:
        log.exception("failed")
    assert json.loads(out.getvalue())["fault"].endswith("ValueError: x\ny")


def test_what_a_message_is_about_is_named_in_text_too(
    log: logging.Logger, out: io.StringIO
) -> None:
    log.warning("closed", extra={"peer": "127.0.0.1:9", "key": "alice\n"})
    assert out.getvalue().endswith("house: closed (peer 127.0.0.1:9, key alice\\n)\n")


def in_form(form: logging.Formatter, out: io.StringIO) -> logging.Logger:
    """A log that writes so."""
    handler = logging.StreamHandler(out)
    handler.setFormatter(form)
    log = logging.Logger("house.door")
    log.addHandler(handler)
    return log
