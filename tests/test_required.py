"""Nothing is skipped unseen where `REQUIRE` names it."""

import pytest
import required
from _pytest.outcomes import Failed, Skipped

from tools import ledger, notebooks
from tools.suite import lacks_real_data


@pytest.mark.parametrize(
    ("words", "outcome"), [("", Skipped), ("data", Failed), ("browser pins", Skipped)]
)
def test_missing_data(words, outcome, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUIRE", words)
    monkeypatch.setattr(required, "ROOT", tmp_path)
    monkeypatch.delenv(required.find.ENVIRONMENT, raising=False)
    with pytest.raises(outcome, match="no real mnist here"):
        required.real_folder("mnist")


def test_data_in_the_books_own_folder_are_found(monkeypatch, tmp_path):
    monkeypatch.delenv("REQUIRE", raising=False)
    monkeypatch.setattr(required, "ROOT", tmp_path)
    monkeypatch.delenv(required.find.ENVIRONMENT, raising=False)
    (tmp_path / "data" / "mnist").mkdir(parents=True)
    with pytest.raises(Skipped):  # an empty folder, as a failed download leaves it
        required.real_folder("mnist")
    (tmp_path / "data" / "mnist" / "train-images-idx3-ubyte.gz").touch()
    assert required.real_folder("mnist") == tmp_path / "data"


def test_missing_browser(monkeypatch):
    monkeypatch.setenv("REQUIRE", "browser")
    monkeypatch.setattr(required.shutil, "which", lambda name: None)
    with pytest.raises(Failed, match="no Chromium"):
        required.browser()


def test_an_unknown_word_is_an_error(monkeypatch):
    monkeypatch.setenv("REQUIRE", "date")
    with pytest.raises(ValueError, match="'date'"):
        notebooks.required()


def test_stand_in_results_fail_where_data_are_required(monkeypatch):
    rows = [{"source": "real"}, {"source": "stand-in"}]
    monkeypatch.delenv("REQUIRE", raising=False)
    assert lacks_real_data(rows) is None
    monkeypatch.setenv("REQUIRE", "data")
    assert "stand-in" in lacks_real_data(rows)
    assert lacks_real_data(rows[:1]) is None


def test_the_pinned_versions_are_installed():
    kind = ledger.version_set(ledger.versions())
    if kind == "other":
        required.skip("pins", "other versions than those of the constraints")
