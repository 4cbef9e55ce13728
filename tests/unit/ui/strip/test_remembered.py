"""The strip's places are remembered in a file, and what cannot be read there is no place."""

import hypothesis.strategies as st
from hypothesis import given
from PySide6.QtCore import QSettings

from liqdesk.ui.strip.placing import Spot, Spots
from liqdesk.ui.strip.remembered import SpotFile

spots = st.builds(Spot, st.booleans(), st.integers(-9999, 9999), st.booleans(), st.integers(-9999, 9999))
keys = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@given(st.lists(st.tuples(keys, spots), max_size=5))
def test_what_is_written_is_read_again_in_its_order(tmp_path_factory, put):
    file = tmp_path_factory.mktemp("strip") / "strip.ini"
    remembered = Spots()
    for key, spot in put:
        remembered = remembered.put(key, spot)
    SpotFile(file).write(remembered)
    read = SpotFile(file).read()
    assert read.recent == remembered.recent
    assert dict(read.by_monitor) == dict(remembered.by_monitor)


def test_fewer_spots_leave_nothing_of_the_ones_before(tmp_path):
    file = SpotFile(tmp_path / "strip.ini")
    file.write(Spots().put("one", Spot(True, 1, True, 1)).put("two", Spot(True, 2, True, 2)))
    file.write(Spots().put("three", Spot(False, 3, False, 3)))
    assert file.read().recent == ("three",)


def test_a_file_somebody_broke_is_as_good_as_none(tmp_path):
    kept = QSettings(str(tmp_path / "strip.ini"), QSettings.Format.IniFormat)
    kept.beginWriteArray("spots", 4)
    for number, spot in enumerate(("left 5 top", "left five top 5", "middle 5 top 5", "right 7 bottom 9")):
        kept.setArrayIndex(number)
        kept.setValue("monitor", f"monitor {number}")
        kept.setValue("spot", spot)
    kept.endArray()
    kept.sync()
    read = SpotFile(tmp_path / "strip.ini").read()
    assert dict(read.by_monitor) == {"monitor 3": Spot(True, 7, True, 9)}
    (tmp_path / "strip.ini").write_bytes(b"\xff\xfe[[[")
    assert SpotFile(tmp_path / "strip.ini").read() == Spots()


def test_something_is_told_once(tmp_path):
    assert not SpotFile(tmp_path / "strip.ini").told("wayland")
    assert SpotFile(tmp_path / "strip.ini").told("wayland")
    assert not SpotFile(tmp_path / "strip.ini").told("else")
