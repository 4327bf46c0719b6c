from rtc.core.watchers import REMEMBERED, Watchers


def test_changes_since_a_version_are_told_in_order() -> None:
    watchers = Watchers()
    watchers.add("anna")
    before = watchers.version
    watchers.add("bo")
    watchers.discard("anna")
    assert watchers.since(before) == [("bo", True), ("anna", False)]
    assert watchers.since(watchers.version) == []
    assert list(watchers) == ["bo"]


def test_change_that_changes_nothing_has_no_version() -> None:
    watchers = Watchers()
    watchers.add("anna")
    watchers.add("anna")
    watchers.discard("bo")
    assert watchers.version == 1


def test_what_is_long_ago_or_still_to_come_is_not_known() -> None:
    watchers = Watchers()
    for number in range(REMEMBERED + 1):
        watchers.add(str(number))
    assert watchers.since(0) is None
    assert watchers.since(watchers.version + 1) is None
    changes = watchers.since(1)
    assert changes is not None
    assert len(changes) == REMEMBERED
