import inspect

from marketdata import errors


def test_every_error_of_the_room_is_a_feed_error():
    found = [value for _, value in inspect.getmembers(errors, inspect.isclass)]
    assert found
    assert all(issubclass(value, errors.FeedError) for value in found)
