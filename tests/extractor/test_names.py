"""Names in bylines: split, cleaned, and told from jobs, degrees, places and other people."""

from __future__ import annotations

import pytest

from scraper.extractor import names
from scraper.extractor.namewords import has_given_name, is_agency, looks_like_person


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Ada Lund, Ben Ostrow and Cleo Marsh", ["Ada Lund", "Ben Ostrow", "Cleo Marsh"]),
        ("Von Felix Brandt und Jörg Sander, dpa", ["Felix Brandt", "Jörg Sander", "dpa"]),
        ("Par Bertrand Leclerc", ["Bertrand Leclerc"]),
        ("Nora Feld 4 August 2010", ["Nora Feld"]),
        ("By Nora Feld, Contributor, Ferryhive", ["Nora Feld"]),
        ("By Nora Feld, The Ferryhive", ["Nora Feld"]),
        ("By NORA FELD Associated Press", ["NORA FELD"]),
        ("Ada Lund Staff Writer", ["Ada Lund"]),
        ("Ada Lund contributed to this report", []),
        ("By Ada Lund III", ["Ada Lund III"]),
        ("About Ada Lund", ["Ada Lund"]),
        ("Gastkommentar von Eva Kirch", ["Eva Kirch"]),
        ("Aus Kiew von Eva Kirch", ["Eva Kirch"]),
        ("Ursula von Eva", ["Ursula von Eva"]),
        ("Entrevista por Ana García", ["Ana García"]),
        ("Die Fragen stellte Eva Kirch", ["Eva Kirch"]),
        ("Entretien réalisé par Jean Dupont", ["Jean Dupont"]),
        ("Von Eva Kirch (Text) und Max Bauer (Fotos)", ["Eva Kirch"]),
        ("Dipl.-Ing. Eva Kirch", ["Eva Kirch"]),
        ("Dott.ssa Anna Rossi", ["Anna Rossi"]),
        ("Abu Bakr al-Harbi", ["Abu Bakr al-Harbi"]),
        ("Wanjiku wa Njoroge", ["Wanjiku wa Njoroge"]),
        ("Contributor, Ferryhive Jul 24, 2025 9:00 am", []),
        ("Nora Feld, Sr. Director of Operations, Northern Lines", ["Nora Feld"]),
        ("Nora Feld, EdTech Content Strategist", ["Nora Feld"]),
        ("Nora Feld - 10+ Years in the Ferry Industry", ["Nora Feld"]),
        ("Nora Feld August 4, 2010", ["Nora Feld"]),
        ("Nora Feld Nora Feld", ["Nora Feld"]),
        ("di Luca Moretti", ["Luca Moretti"]),
        ("Por Andrés de la Torre y María Pérez", ["Andrés de la Torre", "María Pérez"]),
        ("Nuno da Silva e Ana Costa", ["Nuno da Silva", "Ana Costa"]),
        ("Text: Ivan Keller", ["Ivan Keller"]),
        ("Text von Anna Roth Illustration von Max Bauer", ["Anna Roth"]),
        ("Jane Doe (Reuters)", ["Jane Doe"]),
        ("Written by Dr. Carla Voss, MD", ["Carla Voss"]),
        ("By Jeff A. Stone CPP, PSP", ["Jeff A. Stone"]),
        ("By Mia Hart, CFP – Updated Mar 5, 2026 at 4:28 PM EST", ["Mia Hart"]),
        ("By Tom Reed. Reviewed by Ann Poe, DVM", ["Tom Reed"]),
        ("by Dan Burton, Senior Director", ["Dan Burton"]),
        ("Buying Guides·10 min read·By Nina Falk", ["Nina Falk"]),
        ("Posted by T. V. Raman at 2:33 PM", ["T. V. Raman"]),
        ("Posted on July 1, 2024 by infuy", ["infuy"]),
        ("Do 25.04.24 | 14:07 Uhr | Von Eva Kirch", ["Eva Kirch"]),
        ("Ursula von der Heide", ["Ursula von der Heide"]),
        ("Oleh Budi Santoso", ["Budi Santoso"]),
        ("Автор: Анна Петрова", ["Анна Петрова"]),
        ("John Crane on behalf of the board", ["John Crane"]),
        ("松岡大地", ["松岡大地"]),
        ("Jane Doe <jane.doe@example.org> @jdoe", ["Jane Doe"]),
        ("Steffan Rees Deputy Editor", ["Steffan Rees"]),
        ("Posted by Ada at June 16, 2025 11:15 AM", ["Ada"]),
        ("By ferryfan in Workshop", ["ferryfan"]),
        ("By the Ferry Team", ["the Ferry Team"]),
        ("By 3i Harbour", ["3i Harbour"]),
        ("By Tom Reed, Home and Digital Security Expert & Ann Poe", ["Tom Reed", "Ann Poe"]),
        ("By Tom Reed ⋅ Founder and Editor-in-Chief ⋅ Updated May 6, 2025", ["Tom Reed"]),
        ("Maria (Sand) Lund Published: January 3, 2024", ["Maria (Sand) Lund"]),
        ("Last updated March 3, 2025 by Ada Lund.", ["Ada Lund"]),
        ("Written by Ada and Peter", ["Ada", "Peter"]),
        ("Ada Lund, Print Managing Editor", ["Ada Lund"]),
        ("Ada Lund and Ben Ostrow | Guest Columnists", ["Ada Lund", "Ben Ostrow"]),
        ("By Ada Lund | Indoor Plants", ["Ada Lund"]),
        ("von Ada Lund, NDR HAMBURG", ["Ada Lund"]),
        ("By Theo Walker and Ian Lund", ["Theo Walker", "Ian Lund"]),
        ("Text: Per Kvist Foto: Ola Dahl", ["Per Kvist"]),
        ("Theo Nguyễn Văn An", ["Nguyễn Văn An"]),
        ("By Julie Roe, Don Hart and Anna March", ["Julie Roe", "Don Hart", "Anna March"]),
        ("Posted by Julie on June 4, 2025", ["Julie"]),
        ("Publié par Ada Lund le 4 juin 2025", ["Ada Lund"]),
        ("Escrito por Ada Lund em 4 de junho de 2025", ["Ada Lund"]),
        ("Ein Interview von Ada Lund", ["Ada Lund"]),
        ("Skrivet av Ada Lund", ["Ada Lund"]),
        ("Testo di Ada Lund, foto di Ben Ostrow", ["Ada Lund"]),
        ("Text och foto: Ada Lund", ["Ada Lund"]),
        ("Von unserer Korrespondentin Ada Lund", ["Ada Lund"]),
        ("Staff Writer Ada Lund", ["Ada Lund"]),
        ("Söyleşi: Ayşe Kaya", ["Ayşe Kaya"]),
        ("Γράφει η Άννα Λουντ", ["Άννα Λουντ"]),
        ("Подготовила Анна Лунд", ["Анна Лунд"]),
        ("بقلم محمد سالم وأحمد حسن", ["محمد سالم", "أحمد حسن"]),
        ("מאת: דוד לוי ומשה כהן", ["דוד לוי", "משה כהן"]),
        ("द्वारा अनिल शर्मा", ["अनिल शर्मा"]),
        ("ผู้เขียน: สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("记者：张伟、李娜 责任编辑：王芳", ["张伟", "李娜"]),
        ("記者王小明／台北報導", ["王小明"]),
        ("取材・文＝山田太郎", ["山田太郎"]),
        ("김철수·이영희 기자 kim@harbour.example", ["김철수", "이영희"]),
        ("By ADA LUND AP Entertainment Writer", ["ADA LUND"]),
        ("Ada Lund, AP Sports Writer", ["Ada Lund"]),
        ("By Reuters Staff", ["Reuters Staff"]),
        ("By Ada Lund And Ben Ostrow For The Mail On Sunday", ["Ada Lund", "Ben Ostrow"]),
        ("By Dan Pike And Cleo Marsh", ["Dan Pike", "Cleo Marsh"]),
        ("Eingestellt von Ada Lund", ["Ada Lund"]),
        ("SHOW ALL ARTICLES OF Ada Lund", ["Ada Lund"]),
        ("Photo courtesy of Ann Poe", []),
        ("Von Ada O'LundAda O'Lund", ["Ada O'Lund"]),
        ("松岡大地 2020年03月12日", ["松岡大地"]),
    ],
)
def test_a_byline_gives_the_names_of_those_who_wrote(byline: str, expected: list[str]) -> None:
    assert names.split(byline) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Staff",
        "Photo: Ann Poe",
        "Reviewed by Ann Poe",
        "June 4, 2025",
        "5 min read",
        "Editor",
        "Licensed Coffee Grader, M.A. Journalism",
        "Podcast: Play in new window | Download",
        "„Harbour Post“-Article",
        "https://example.org/ann",
        "Read more",
        "Current Page",
        "Step Guide",
        "Überblick",
        "読み込みが完了しました",
        "新規登録",
        "Name",
        "Version 9.04",
        "",
    ],
)
def test_what_names_nobody_gives_nobody(text: str) -> None:
    assert names.split(text) == []


def test_structured_data_may_hold_handles_that_a_page_does_not_show_as_names() -> None:
    assert names.split("viktor hedlund", strict=False) == ["viktor hedlund"]
    assert names.split("q_admin2", strict=False) == ["q_admin2"]


def test_a_job_behind_a_name_in_structured_data_is_left_out() -> None:
    assert names.split("Ada Lund Redakteurin", strict=False) == ["Ada Lund"]
    assert names.split("Ada Lund, Ph.D.", strict=False) == ["Ada Lund"]


def test_a_label_says_whether_the_author_or_somebody_else_follows() -> None:
    assert names.introduces("Written by:") is True
    assert names.introduces("Fact-checked by") is False
    assert names.introduces("The harbour board") is None


def test_people_are_told_from_agencies_and_phrases() -> None:
    assert looks_like_person("Ludwig van Dyck")
    assert has_given_name("Ludwig van Dyck")
    assert not looks_like_person("Example Media Group")
    assert not has_given_name("Trade Program")
    assert is_agency("dpa")
    assert not is_agency("Ludwig van Dyck")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nora Feld is a reporter in Oslo.", "Nora Feld"),
        ("(Nora Feld, PhD, covers the harbour.)", "Nora Feld"),
        ("Nora Feld schreibt über Häfen.", "Nora Feld"),
        ("The harbour is a place of work.", None),
        ("She covers the harbour.", None),
        ("Nora Feld, harbour desk", None),
    ],
)
def test_whom_a_sentence_tells_of(text: str, told: str | None) -> None:
    assert names.subject(text) == told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi, I'm Ada! I love ferries.", "Ada"),
        ("Hi there, and welcome aboard. My name is Anna, and I sail.", "Anna"),
        ("Hallo, ich bin Ada Lund, Kapitänin im Ruhestand.", "Ada Lund"),
        ("Me llamo Ana García y vivo en el puerto.", "Ana García"),
        ("Меня зовут Анна, я пишу о портах.", "Анна"),
        ("I'm Thrilled to see you here.", None),
        ("Ich bin Redakteurin im Hafen.", None),
        ("Ada Lund sails.", None),
    ],
)
def test_a_speaker_is_whom_the_first_words_name(text: str, expected: str | None) -> None:
    assert names.speaker(text) == expected


def test_degrees_behind_a_name_are_nobody_in_structured_data_either() -> None:
    assert names.split("Ada Lund, PhD, PharmD and Ben Ostrow, MSc", strict=False) == [
        *("Ada Lund", "Ben Ostrow"),
    ]
