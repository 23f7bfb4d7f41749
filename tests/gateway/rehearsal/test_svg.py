from xml.etree import ElementTree

from gateway.rehearsal.svg import Scale, document, element, line, marks, steps, words


def test_a_scale_is_a_straight_line() -> None:
    up = Scale(100, 200, 50, 0)
    assert (up(100), up(150), up(200)) == (50, 25, 0)


def test_texts_cannot_end_an_element() -> None:
    parts = [words(1, 2.25, "a < b & c"), element("rect", class_='"', stroke_width=1.0)]
    root = ElementTree.fromstring(document(10, 10, "<", "", parts))
    assert [each.text for each in root if each.text and each.text.strip()] == ["<", "a < b & c"]
    assert root[-1].attrib == {"class": '"', "stroke-width": "1"}


def test_numbers_have_one_decimal_at_most() -> None:
    assert line(0, 1.04, 2.96, 3, "x") == '<line x1="0" y1="1" x2="3" y2="3" class="x"/>'


def test_a_path_passes_each_pixel_once_with_its_lowest_highest_and_last_height() -> None:
    points = [(0, 5), (0.2, 9), (0.3, 1), (0.4, 4), (1, 4), (2, 7)]
    assert steps(points) == "M0 5V5V1V9V4H1V4H2V7"
    assert steps([]) == ""


def test_marks_of_an_axis_are_round() -> None:
    assert list(marks(6131, 6152, 5)) == [6135, 6140, 6145, 6150]
    assert list(marks(1, 2669, 7)) == [500, 1000, 1500, 2000, 2500]
    assert list(marks(7, 8, 5)) == [7, 8]
