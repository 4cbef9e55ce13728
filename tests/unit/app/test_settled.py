"""Settling: what is garbage goes, what is left is looked at no more, what comes later is collected as ever."""

import gc
import linecache
import weakref

from liqdesk.app.settled import YOUNG, settle


class Ring:
    """Holds itself: only the collector can let go of it."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_goes_and_the_rest_is_frozen():
    kept, gone = Ring(), weakref.ref(Ring())
    before, usual = gc.get_freeze_count(), gc.get_threshold()
    try:
        settle()
        assert gone() is None
        assert gc.get_freeze_count() > before
        assert all(one is not kept for one in gc.get_objects())
        assert gc.get_threshold() == (YOUNG, *usual[1:])
        late = weakref.ref(Ring())
        gc.collect()
        assert late() is None
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
    assert any(one is kept for one in gc.get_objects())


def test_sources_read_while_loading_are_let_go_and_read_again():
    line, usual = linecache.getline(__file__, 1), gc.get_threshold()
    try:
        settle()
        assert __file__ not in linecache.cache
        assert linecache.getline(__file__, 1) == line != ""
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
