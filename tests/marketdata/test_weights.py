from marketdata.weights import WeightCalendar


def calendar(*sets: tuple[int, int, dict[int, int]]) -> WeightCalendar:
    made = WeightCalendar()
    for date, denominator, numerators in sets:
        made.open_set(date, denominator)
        for instrument, numerator in numerators.items():
            made.put(instrument, numerator)
    return made


def test_before_the_first_set_no_weights_are_in_force():
    assert calendar((20_230_828, 3, {1: 1, 2: 1, 3: 1})).in_force(20_230_827) is None


def test_a_set_is_in_force_from_its_date_until_the_next():
    sets = calendar((20_210_716, 1, {1: 1}), (20_230_828, 3, {1: 1, 2: 1, 3: 1}))
    assert sets.in_force(20_230_827).denominator == 1
    assert sets.in_force(20_230_828).denominator == 3
    assert sets.in_force(20_991_231).denominator == 3


def test_sets_may_be_given_in_any_order():
    sets = calendar((20_230_828, 3, {1: 3}), (20_210_716, 1, {1: 1}))
    assert sets.in_force(20_220_101).denominator == 1


def test_a_second_set_of_a_date_replaces_the_first():
    sets = calendar((20_230_828, 3, {1: 1, 2: 2}), (20_230_828, 2, {2: 1, 3: 1}))
    assert sets.in_force(20_230_828).numerators == {2: 1, 3: 1}


def test_instruments_of_weight_zero_do_not_matter_for_the_price():
    assert calendar((20_260_105, 1, {5: 0, 6: 1})).in_force(20_260_105).weighted() == {6: 1}
