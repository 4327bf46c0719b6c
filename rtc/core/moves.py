"""How viewers get from branch to branch at a frame, so that for each of them the numbers only go forward.

Those who leave one branch for the same thing at the same frame stay together. They join the branch that
shows it already, when its numbers can be reached from theirs (`leap`), else go on under numbers of their own
and try again at the next key frame, where also branches that show the same become one. Whoever came last
moves, however many they are: a viewer who chose nothing else never sees a leap, which its browser would take
for a great loss and answer with a PLI.
"""

from __future__ import annotations

from rtc.core import leap
from rtc.core.branch import Branch
from rtc.core.codecs.picture import Picture
from rtc.core.encoding import Encoding
from rtc.core.rewrite import Place
from rtc.core.rtp import Header
from rtc.core.stage import Slot
from rtc.core.view import Target, View


def at_frame(slot: Slot, encoding: Encoding, picture: Picture, header: Header, now: float) -> None:
    """A new frame of an encoding begins with this packet, not written yet: let those move that may."""
    for views in _groups(slot, encoding, key_frame=picture.key_frame):
        target = views[0].target
        if target is not None:
            _move(slot, views, target, picture, header, now)
    if picture.key_frame and len(slot.branches) > 1:
        _merge(slot, encoding, picture, header, now)
    slot.prune()


def _groups(slot: Slot, encoding: Encoding, *, key_frame: bool) -> list[list[View]]:
    """The waiting views that may move now, together when they come from one branch and want the same."""
    groups: dict[tuple[int | str, int, int], list[View]] = {}
    for view in slot.waiting.values():
        branch, target = view.branch, view.target
        if target is None or target.encoding is not encoding:
            continue
        if key_frame or (branch is not None and branch.encoding is encoding and branch.rewriter.started):
            key = (branch.key if branch else view.peer, target.temporal, target.spatial)
            groups.setdefault(key, []).append(view)
    return list(groups.values())


def _move(
    slot: Slot, views: list[View], target: Target, picture: Picture, header: Header, now: float
) -> None:
    branch, place = views[0].branch, views[0].place
    place = branch.rewriter.place if branch else place
    there = slot.find(*target) if picture.key_frame else None
    if there is not None and place is not None and _reaches(place, there, picture, header):
        _join_all(slot, views, there, place, now)
        return
    if place is not None and there is not None and there.rewriter.started:
        place = leap.towards(place, there.rewriter.place)
    if branch is not None and branch.encoding is target.encoding and branch.rewriter.started:
        _other_layers(slot, views, branch, target, now)
        return
    if branch is None or len(views) < len(branch.viewers):
        branch = slot.new_branch()
        branch.begin_at(place or Place())
        _enter_all(slot, views, branch, now)
    elif place is not None:
        _leap(views, branch, place, now)
    slot.chosen_anew(branch)
    branch.follow(*target)
    _arrived(slot, views)


def _other_layers(slot: Slot, views: list[View], branch: Branch, target: Target, now: float) -> None:
    if len(views) == len(branch.viewers):
        branch.temporal, branch.spatial = target.temporal, target.spatial
        slot.chosen_anew(branch)
    else:
        _enter_all(slot, views, slot.split(branch, target.temporal, target.spatial), now)
    _arrived(slot, views)


def _merge(slot: Slot, encoding: Encoding, picture: Picture, header: Header, now: float) -> None:
    """Branches that show the same become one, or get nearer."""
    for branch in list(slot.branches):
        there = slot.find(encoding, branch.temporal, branch.spatial)
        if branch.encoding is not encoding or there is None or there is branch:
            continue
        if not branch.rewriter.started or not there.rewriter.started:
            continue
        place, views = branch.rewriter.place, [slot.views[peer] for peer in branch.viewers]
        if _reaches(place, there, picture, header):
            _join_all(slot, views, there, place, now)
        else:
            branch.rewriter.restart()
            _leap(views, branch, leap.towards(place, there.rewriter.place), now)


def _reaches(place: Place, there: Branch, picture: Picture, header: Header) -> bool:
    """Whether a stream may go on with another branch at this key frame."""
    rewriter = there.rewriter
    if not rewriter.started or not rewriter.is_next(header):
        return False
    return leap.reaches(place, rewriter.place, picture, rewriter.timestamp_of(header.timestamp))


def _join_all(slot: Slot, views: list[View], there: Branch, place: Place, now: float) -> None:
    there.rewriter.lift(*leap.lifts(place, there.rewriter.place))
    _enter_all(slot, views, there, now)


def _enter_all(slot: Slot, views: list[View], branch: Branch, now: float) -> None:
    for view in views:
        _enter(slot, view, branch, now)
    _served(views, now)


def _enter(slot: Slot, view: View, branch: Branch, now: float) -> None:
    view.exit(now)
    view.enter(branch, branch.rewriter.highest + 1)
    branch.barrier = branch.rewriter.highest + 1
    slot.waiting.pop(view.peer, None)


def _leap(views: list[View], branch: Branch, place: Place, now: float) -> None:
    """All viewers of a branch go on from numbers further ahead."""
    for view in views:
        view.leap(place.sequence - branch.rewriter.highest, place.sequence)
    branch.rewriter.leap(place)
    _served(views, now)


def _served(views: list[View], now: float) -> None:
    """They go on with a key frame, perhaps after a leap; a browser asks for one when it sees that."""
    for view in views:
        view.changed_at = now


def _arrived(slot: Slot, views: list[View]) -> None:
    for view in views:
        view.target = None
        slot.waiting.pop(view.peer, None)
