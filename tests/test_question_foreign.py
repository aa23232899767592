from __future__ import annotations

import pytest

from rag.question.foreign import read_foreign


@pytest.mark.parametrize(
    ("language", "question", "speaker", "topic"),
    [
        ("ru", "Что сказал Лавров о Грузии?", "Лавров", "Грузии"),
        ("ru", "Что Сергей Лавров говорил о расширении НАТО?", "Сергей Лавров", "расширении НАТО"),
        (
            "ru",
            "Как отреагировал премьер-министр Грузии на слова Лаврова?",
            "премьер-министр Грузии",
            "слова Лаврова",
        ),
        ("ru", "что думает столтенберг про грузию", "столтенберг", "грузию"),
        ("uk", "Що сказав Лавров про Грузію?", "Лавров", "Грузію"),
        ("uk", "Як відреагувала Україна на заяву НАТО?", "Україна", "заяву НАТО"),
        ("de", "Was sagte Lawrow über Georgien?", "Lawrow", "Georgien"),
        ("de", "Was hat Angela Merkel zur Rente gesagt?", "Angela Merkel", "Rente"),
        ("de", "Wie reagierte die Opposition auf die Wahl?", "die Opposition", "die Wahl"),
        ("fr", "Qu'a dit Lavrov sur la Géorgie ?", "Lavrov", "la Géorgie"),
        ("fr", "Que pense Nicolas Sarkozy de l'euro ?", "Nicolas Sarkozy", "l'euro"),
        ("fr", "Comment Jacques Chirac a-t-il réagi au vote ?", "Jacques Chirac", "vote"),
        ("fr", "Qu'est-ce que Lavrov a dit sur la Géorgie ?", "Lavrov", "la Géorgie"),
        ("es", "¿Qué dijo Lavrov sobre Georgia?", "Lavrov", "Georgia"),
        ("es", "¿Cómo reaccionó el ministro a la huelga?", "el ministro", "la huelga"),
        ("es", "¿Qué piensa la oposición del presupuesto?", "la oposición", "presupuesto"),
    ],
)
def test_what_somebody_said(language: str, question: str, speaker: str, topic: str) -> None:
    frame = read_foreign(question, language)
    assert frame.form == "said"
    assert [span.text for span in frame.speakers] == [speaker]
    assert frame.topic is not None
    assert frame.topic.text == topic
    assert question[frame.topic.start : frame.topic.end] == topic


@pytest.mark.parametrize(
    ("language", "question", "form"),
    [
        ("ru", "Кто сказал, что выборы были честными?", "who_said"),
        ("ru", "Когда состоялись выборы?", "when"),
        ("ru", "Сколько мест получила партия?", "fact"),
        ("ru", "Расскажи о выборах в Грузии", "open"),
        ("uk", "Хто заявив про перемогу?", "who_said"),
        ("uk", "Коли відбулися вибори?", "when"),
        ("de", "Wer sagte, die Wahl sei fair gewesen?", "who_said"),
        ("de", "Wann war die Wahl?", "when"),
        ("de", "Wie viele Sitze gewann die Partei?", "fact"),
        ("fr", "Qui a dit que le vote était juste ?", "who_said"),
        ("fr", "Quand a eu lieu le vote ?", "when"),
        ("fr", "Où est née la chanteuse ?", "fact"),
        ("es", "¿Quién dijo que la votación fue justa?", "who_said"),
        ("es", "¿Cuándo fue la votación?", "when"),
        ("es", "¿Cuántos escaños ganó el partido?", "fact"),
        ("pl", "Co powiedział minister?", "open"),
    ],
)
def test_other_forms(language: str, question: str, form: str) -> None:
    assert read_foreign(question, language).form == form
