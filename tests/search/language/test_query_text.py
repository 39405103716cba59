"""What is typed, as it is understood: shown by the best way to write the same query."""

from __future__ import annotations

import pytest

from search.language.reading import read_text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        # words
        ("mouse  brain", "mouse brain"),
        ('mouse "visual cortex" -rat', 'mouse "visual cortex" -rat'),
        ("“visual cortex”", '"visual cortex"'),
        ("-(a b) c", "c -(a b)"),
        ("NOT a", "-a"),
        ("a NOT NOT b", "a -(-b)"),
        ("--x", '-"-x"'),
        ("- x", "- x"),
        ("gcamp*", "gcamp*"),
        ("*", "*"),
        # identifiers stay what they are
        ("Ai93(TITL-GCaMP6f)/wt", "Ai93(TITL-GCaMP6f)/wt"),
        ("(Ai93(TITL-GCaMP6f)/wt OR b)", "Ai93(TITL-GCaMP6f)/wt OR b"),
        ("doi:10.1/a(b)c ark:/1/2", "doi:10.1/a(b)c ark:/1/2"),
        ("https://x.org/a?b=c:d s3://b/k", "https://x.org/a?b=c:d s3://b/k"),
        ("unheardof://x GO:0008150 12:30", "unheardof://x GO:0008150 12:30"),
        ("note: this", "note: this"),
        # operators: beside each other closest, then AND, then OR
        ("a b OR c AND d", "a b OR (c AND d)"),
        ("a AND b c", "a AND b c"),
        ("(a AND b) c", "c AND a AND b"),
        ("a AND (b OR c)", "a (b OR c)"),
        ("(a OR (b OR c))", "a OR b OR c"),
        ("a species:x", "a species:x"),
        ("species:x a", "a species:x"),
        ("a and b or c", "a and b or c"),
        # values
        ("species:mouse", "species:mouse"),
        ('species:"Mus musculus"', 'species:"Mus musculus"'),
        ("species:(Mus musculus)", "species:(Mus musculus)"),
        ('species:(a OR b c OR "d")', 'species:(a OR b c OR "d")'),
        ("species:(a OR bo*)", "species:a OR species:bo*"),
        ("species:(Mus mus*)", "species:(Mus mus*)"),
        ("species:(a OR NOT b)", "species:a OR -species:b"),
        ("species:(a AND b)", "species:a species:b"),
        ("-species:(a OR b)", "-species:(a OR b)"),
        ('species:"a\\"b\\\\"', 'species:"a\\"b\\\\"'),
        ("species:Ai93(TITL)/wt", "species:Ai93(TITL)/wt"),
        ("species:AND", 'species:"AND"'),
        ("species:-x", 'species:"-x"'),
        ('"species":x', "species:x"),
        ("aind/subject.subject_details.sex:M", "aind/subject.subject_details.sex:M"),
        ("species:* -exists:age", "exists:species -exists:age"),
        ("exists:(species OR age)", "exists:species OR exists:age"),
        # numbers with units
        ("age:8", "age:8"),
        ("age:>8 wk", 'age:>"8 wk"'),
        ("age:> 8 wk mouse", 'mouse age:>"8 wk"'),
        ("age:>8 mouse", "mouse age:>8"),
        ('age:>"8" wk', 'wk age:>8'),
        ("age:8 wk AND mouse", "mouse age:(8 wk)"),
        ("-age:>8 wk", '-age:>"8 wk"'),
        ("dose:(>5 <10)", "dose:>5 dose:<10"),
        ("age:[8 wk TO 20 wk}", "age:[8 wk TO 20 wk}"),
        ('age:["8 wk" TO *]', "age:[8 wk TO *]"),
        ("age:{* TO *}", "exists:age"),
        ("session_start:[2024-05 TO now-30d]", "session_start:[2024-05 TO now-30d]"),
        ("session_start:>=now+1mo", "session_start:>=now+1mo"),
        # objects
        ("note:(species:x age:>5)", "note:(species:x age:>5)"),
        ("-note:(-species:x OR age:8 wk)", "-note:(-species:x OR age:(8 wk))"),
        # every document's own
        ('title:"a b" file:raw.nwb pid:ark:/1/2', 'title:"a b" file:raw.nwb pid:ark:/1/2'),
        ("media-type:image/* in:box type:note", "media-type:image/* in:box type:note"),
    ],
)  # fmt: skip
def test_the_best_way_to_write_it(typed: str, written: str) -> None:
    read = read_text(typed)
    assert read.text == written
    assert read.notes == ()
    again = read_text(read.text)
    assert (again.tree, again.text) == (read.tree, read.text)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("mouse brain", "mouse brain"),
        ('mouse "visual cortex" -rat', 'mouse "visual cortex"'),
        ("mouse species:x", "mouse"),
        ("gcamp* mouse", ""),
        ("mouse OR rat", ""),
        ("mouse AND rat", ""),
        ("", ""),
    ],
)
def test_words_that_every_hit_needs_are_told_apart(typed: str, words: str) -> None:
    assert read_text(typed).words == words


@pytest.mark.parametrize(
    ("typed", "written", "because"),
    [
        ('"visual cortex', '"visual cortex"', "a closing quote is missing"),
        ("(mouse brain", "mouse brain", "a closing “)” is missing"),
        ("mouse :)", "mouse :", "there is nothing that this “)” closes"),
        ("mouse OR", "mouse", "something is missing after “OR”"),
        ("AND mouse -(rat", "mouse rat", "something is missing before “AND”"),
        ("a OR OR b -c", "a b -c", "something is missing after “OR”"),
        ("NOT", '"NOT"', "something is missing after “NOT”"),
        ("()", '"(" ")"', "there is nothing between the parentheses"),
        (")", '")"', "there is nothing that this “)” closes"),
    ],
)
def test_a_malformed_query_of_words_is_searched_as_words(
    typed: str, written: str, because: str
) -> None:
    read = read_text(typed)
    assert read.text == written
    assert read.notes == (f"Searched as words, because {because}.",)
    assert read_text(written).notes == ()


@pytest.mark.parametrize("typed", ["*camp", "g*p", "m*", "a gc**"])
def test_a_star_that_means_nothing_is_told(typed: str) -> None:
    [note] = read_text(typed).notes
    assert "means nothing" in note
