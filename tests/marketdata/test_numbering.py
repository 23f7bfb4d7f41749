from marketdata.numbering import Numbering, Verdict

TRADES = ("trades", "CEA25")
DEPTH = ("depth", "CEA25")


def message(key, seq: int, prev: int | None, kind: str = "update") -> dict:
    return {"type": kind, "channel": key[0], "instrument": key[1], "seq": seq, "prev": prev}


def numbering(*taken: dict) -> Numbering:
    made = Numbering()
    for each in taken:
        assert made.judge(each) is Verdict.NEXT
        made.take(each)
    return made


def test_the_first_message_of_a_stream_is_taken_whatever_its_number():
    assert Numbering().judge(message(TRADES, 17, 16)) is Verdict.NEXT


def test_numbers_seen_before_are_passed_over():
    seen = numbering(message(TRADES, 5, 4))
    assert seen.judge(message(TRADES, 5, 4)) is Verdict.REPEATED
    assert seen.judge(message(TRADES, 3, None, "snapshot")) is Verdict.REPEATED


def test_a_previous_number_that_was_not_seen_is_a_gap():
    seen = numbering(message(TRADES, 5, 4))
    assert seen.judge(message(TRADES, 7, 6)) is Verdict.GAP
    assert seen.following(TRADES) == 6


def test_an_update_that_reaches_back_behind_the_last_number_is_next():
    assert numbering(message(DEPTH, 5, 2)).judge(message(DEPTH, 9, 4)) is Verdict.NEXT


def test_a_snapshot_ahead_is_taken_on_absolute_channels_and_a_gap_on_the_others():
    assert (
        numbering(message(DEPTH, 5, 4)).judge(message(DEPTH, 9, None, "snapshot")) is Verdict.NEXT
    )
    assert (
        numbering(message(TRADES, 5, 4)).judge(message(TRADES, 9, None, "snapshot")) is Verdict.GAP
    )


def test_a_snapshot_that_answers_a_question_is_taken_once():
    seen = numbering(message(TRADES, 5, 4))
    assert seen.ask(TRADES)
    assert not seen.ask(TRADES)
    snapshot = message(TRADES, 9, None, "snapshot")
    assert seen.judge(snapshot) is Verdict.NEXT
    seen.take(snapshot)
    assert seen.judge(message(TRADES, 12, None, "snapshot")) is Verdict.GAP


def test_streams_count_for_themselves():
    seen = numbering(message(TRADES, 5, 4), message(DEPTH, 9, 8))
    assert (seen.following(TRADES), seen.following(DEPTH), seen.following(("trades", "CEA24"))) == (
        6,
        10,
        None,
    )


def test_a_subscription_from_a_number_waits_for_exactly_that_one():
    seen = Numbering()
    seen.begin("trades", "CEA25", 3)
    assert seen.judge(message(TRADES, 2, 1)) is Verdict.REPEATED
    assert seen.judge(message(TRADES, 4, 3)) is Verdict.GAP
    assert seen.judge(message(TRADES, 3, 2)) is Verdict.NEXT


def test_a_new_subscription_begins_anew():
    seen = numbering(message(TRADES, 5, 4))
    seen.begin("trades", None, None)
    assert seen.judge(message(TRADES, 5, None, "snapshot")) is Verdict.NEXT


def test_another_venue_s_numbers_are_all_new():
    seen = numbering(message(TRADES, 5, 4))
    seen.forget_all()
    assert seen.following(TRADES) is None
