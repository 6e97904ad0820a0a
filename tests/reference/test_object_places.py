from __future__ import annotations

from nnspec.reference import object_places as kept
from nnspec.spec.language import keys


def test_the_file_is_what_the_keys_say():
    assert kept.FILE.read_text(encoding="utf-8") == kept.file_text()
    assert kept.object_places() == keys.object_places()
    assert kept.object_places()["compile", "loss"] == ("object or by output", "losses")


def test_it_is_written_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "FILE", tmp_path / "places.json")
    assert kept.write() == tmp_path / "places.json"
    assert (tmp_path / "places.json").read_text(encoding="utf-8") == kept.file_text()
