"""Two hundred sentences of our own in eight languages: who said it, and what."""

from __future__ import annotations

from itertools import product

_SPOKEN = {
    "en": (
        (
            "The minister said that",
            "A spokeswoman wrote that",
            "The mayor of Balmere denied that",
            "Two witnesses told the court that",
            "The central bank expects that",
        ),
        (
            "the bridge will open in May.",
            "prices rose by 3.5 % last year.",
            "nobody was hurt in the storm.",
            "the talks with Brussels go on.",
            "“we will not pay”, 40 million euros or not.",
        ),
    ),
    "ru": (
        (
            "Министр сказал, что",
            "Пресс-секретарь написала, что",
            "Мэр Бальмера опроверг, что",
            "Два свидетеля заявили суду, что",
            "Центральный банк ожидает, что",
        ),
        (
            "мост откроется в мае.",
            "цены выросли за год на 3,5 %.",
            "во время бури никто не пострадал.",
            "переговоры с Брюсселем продолжаются.",
            "«мы не заплатим», 40 миллионов евро или нет.",
        ),
    ),
    "uk": (
        (
            "Міністр сказав, що",
            "Речниця написала, що",
            "Мер Бальмера заперечив, що",
            "Двоє свідків заявили суду, що",
            "Центральний банк очікує, що",
        ),
        (
            "міст відкриється в травні.",
            "ціни зросли за рік на 3,5 %.",
            "під час бурі ніхто не постраждав.",
            "переговори з Брюсселем тривають.",
            "«ми не заплатимо», 40 мільйонів євро чи ні.",
        ),
    ),
    "de": (
        (
            "Der Minister sagte,",
            "Eine Sprecherin schrieb,",
            "Der Bürgermeister von Balmere bestritt,",
            "Zwei Zeugen sagten vor Gericht,",
            "Die Zentralbank erwartet,",
        ),
        (
            "dass die Brücke im Mai öffnet.",
            "dass die Preise voriges Jahr um 3,5 % stiegen.",
            "dass im Sturm niemand verletzt wurde.",
            "dass die Gespräche mit Brüssel weitergehen.",
            "„wir zahlen nicht“, ob 40 Millionen Euro oder nicht.",
        ),
    ),
    "fr": (
        (
            "Le ministre a dit que",
            "Une porte-parole a écrit que",
            "Le maire de Balmere a nié que",
            "Deux témoins ont déclaré au tribunal que",
            "La banque centrale s'attend à ce que",
        ),
        (
            "le pont ouvrira en mai.",
            "les prix ont augmenté de 3,5 % l'an dernier.",
            "personne n'a été blessé dans la tempête.",
            "les négociations avec Bruxelles continuent.",
            "« nous ne paierons pas », 40 millions d'euros ou non.",
        ),
    ),
    "es": (
        (
            "El ministro dijo que",
            "Una portavoz escribió que",
            "El alcalde de Balmere negó que",
            "Dos testigos declararon ante el tribunal que",
            "El banco central espera que",
        ),
        (
            "el puente se abrirá en mayo.",
            "los precios subieron un 3,5 % el año pasado.",
            "nadie resultó herido en la tormenta.",
            "las conversaciones con Bruselas continúan.",
            "«no pagaremos», 40 millones de euros o no.",
        ),
    ),
    "pl": (
        (
            "Minister powiedział, że",
            "Rzeczniczka napisała, że",
            "Burmistrz Balmere zaprzeczył, że",
            "Dwóch świadków zeznało przed sądem, że",
            "Bank centralny oczekuje, że",
        ),
        (
            "most zostanie otwarty w maju.",
            "ceny wzrosły w zeszłym roku o 3,5 %.",
            "w czasie burzy nikt nie ucierpiał.",
            "rozmowy z Brukselą trwają.",
            "„nie zapłacimy”, 40 milionów euro czy nie.",
        ),
    ),
    "ka": (
        (
            "მინისტრმა თქვა, რომ",
            "პრესმდივანმა დაწერა, რომ",
            "ბალმერის მერმა უარყო, რომ",
            "ორმა მოწმემ სასამართლოს უთხრა, რომ",
            "ცენტრალური ბანკი ელის, რომ",
        ),
        (
            "ხიდი მაისში გაიხსნება.",
            "ფასები გასულ წელს 3,5 %-ით გაიზარდა.",
            "ქარიშხლის დროს არავინ დაშავებულა.",
            "მოლაპარაკებები ბრიუსელთან გრძელდება.",
            "„ჩვენ არ გადავიხდით“, 40 მილიონი ევრო იქნება თუ არა.",
        ),
    ),
}

#: The texts of each language, each in the same order.
TEXTS = {language: tuple(" ".join(pair) for pair in product(*parts)) for language, parts in _SPOKEN.items()}
