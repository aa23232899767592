from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.names import sound


@pytest.mark.parametrize(
    "spellings",
    [
        "Лавров Lavrov Lavrow Lawrow Lavroff",
        "Зеленський Зеленский Zelensky Zelenskyy Zelenskiy Zelenskyj Selenskyj Zelenski",
        "Залкалиани Залкаліані Zalkaliani ზალკალიანი",
        "Путин Путін Putin",
        "Порошенко Poroshenko Poroschenko Porochenko",
        "Саакашвили Saakashvili Saakaschwili სააკაშვილი",
        "Медведев Medvedev Medwedew",
        "Яценюк Yatsenyuk Jazenjuk Iatseniouk",
        "Ельцин Yeltsin Jelzin Eltsine",
        "Шойгу Shoigu Schoigu",
        "Кличко Klitschko Klychko",
        "Жириновский Zhirinovsky Schirinowski",
        "Ющенко Yushchenko Juschtschenko Iouchtchenko",
        "Володимир Volodymyr Wolodymyr",
        "Müller Mueller Muller",
        "José Jose",
    ],
)
def test_spellings_of_one_name_are_one(spellings: str) -> None:
    assert len({sound(word) for word in spellings.split()}) == 1


def test_other_names_stay_apart() -> None:
    names = """Blair Brown Howard Kennedy Straw Clarke Blunkett Hewitt Mandelson Prescott Smith Smyth Reid
        Read Putin Patten Lavrov Labrov Petrov Ivanov Ivanova Merkel Meckel Scholz Schulz Macron Marron
        Johnson Jonson Zelensky Zalensky Yushchenko Lyashchenko Poroshenko Doroshenko Bush Rush""".split()
    merged = [pair for pair in combinations(names, 2) if sound(pair[0]) == sound(pair[1])]
    assert merged == []


@given(st.text(max_size=30))
def test_any_word_has_a_sound_in_plain_letters(word: str) -> None:
    assert sound(word).isascii()
    assert sound(word) == sound(word.casefold()) or not word.isascii()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=5))
def test_short_words_keep_their_letters(word: str) -> None:
    assert sound(word) == word
