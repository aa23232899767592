"""Words that say nothing about what a text is about, by language.

Closed classes only: articles, pronouns, prepositions, conjunctions, auxiliaries, question words, particles.
Longer lists found elsewhere hold words news is about ("state", "work", "trabajo"). Written in lower case,
with ё as е; contractions as they stand after the possessive is cut ("it's" is "it").
"""

from __future__ import annotations

_EN = """
a an the this that these those some any each every either neither both all such another other no not nor
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her
hers herself it its itself they them their theirs themselves one who whom whose which what when where why
how
and or but if because as until while than then so though although unless whether
of at by for with about against between into through during before after above below to from up down in out
on
off over under again upon within without towards toward among via per
am is are was were be been being have has had having do does did doing done will would shall should can
could
may might must ought cannot can't don't doesn't didn't won't wouldn't isn't aren't wasn't weren't hasn't
haven't hadn't couldn't shouldn't mustn't i'm i've i'll i'd you're you've you'll you'd he'll he'd she'll
she'd
it'll it'd we're we've we'll we'd they're they've they'll they'd
there here also just only too very own same more most few much many s t ll ve re d m
"""

_RU = """
и или а но да не ни же ли бы б то как так что чтобы если когда потому поэтому хотя пока лишь уже еще тоже
также
я меня мне мной мы нас нам нами ты тебя тебе тобой вы вас вам вами он его ему им нем она ее ей ею ней оно
они их
ими них ним нее него нему себя себе собой мой моя мое мои наш наша наше наши твой ваш ваша ваше ваши свой
своя
свое свои своего своей своих своим своими свою
этот эта это эти этого этой этому этим этих эту этими этом тот та те того той тому тем тех ту теми том такой
такая
такое такие сам сама само сами самого все всё весь вся всех всем всего всей всему каждый
кто кого кому кем ком чей чья чье чьи который которая которое которые которого которой которому которым
которых
которую котором какой какая какое какие какого какую каком каких какими где куда откуда почему зачем сколько
чем
чего чему
в во на по с со к ко у о об обо от до за из изо без для при над под перед между через про после около вокруг
среди против ради кроме из-за из-под
быть был была было были будет будут буду есть нет бывает бывают может могут мог могла могли можно
там тут здесь очень только даже ведь вот ну разве именно более менее
"""

_UK = """
і й та або а але да не ні ж же чи би б то як так що щоб якщо коли тому бо хоча поки лише вже ще теж також
я мене мені мною ми нас нам нами ти тебе тобі тобою ви вас вам вами він його йому ним нім вона її їй нею ній
воно вони їх їм ними них нього неї себе собі собою мій моя моє мої наш наша наше наші твій ваш ваша ваше
ваші
свій своя своє свої свого своєї своїх своїм своїми свою
цей ця це ці цього цієї цьому цим цих цю цими той те ті того тієї тим тих ту тими тому такий така таке такі
сам
сама само самі весь вся все всі всіх всім всього всієї всьому кожен кожний
хто кого кому ким ком чий чия чиє чиї який яка яке які якого якої якому яким яких яку якими де куди звідки
чому
навіщо скільки чим чого
в у на по з із зі до к о об від за без для при над під перед між через про після біля навколо серед проти
крім
бути був була було були буде будуть буду є немає може можуть міг могла могли можна
там тут дуже тільки навіть адже от ось ну хіба саме більш менш
"""

_DE = """
der die das des dem den ein eine einer eines einem einen kein keine keiner keines keinem keinen dieser diese
dieses diesem diesen jener jene jenes jenem jenen jeder jede jedes jedem jeden mancher manche welcher welche
welches welchem welchen solche solcher alle aller allem allen alles
ich mich mir mein meine meiner meines meinem meinen du dich dir dein deine er ihn ihm sein seine seiner
seines
seinem seinen sie ihr ihre ihrer ihres ihrem ihren es wir uns unser unsere unserer unserem unseren euch euer
ihnen sich man selbst
wer wen wem wessen was wann wo woher wohin warum weshalb wie wieso wieviel viele viel
und oder aber denn sondern als wenn weil dass daß ob damit obwohl während bevor nachdem so also doch auch
noch
nur schon sehr mehr hier da dort dann nun ja nicht nichts
in im ins an am ans auf aus bei beim mit nach von vom vor zu zum zur über unter zwischen durch für gegen
ohne um
bis seit wegen trotz ab hinter neben
bin bist ist sind seid war waren wart gewesen sei wäre wären habe hast hat haben hatte hatten gehabt hätte
hätten
werde wirst wird werden wurde wurden geworden worden würde würden kann kannst können konnte konnten könnte
könnten
muss muß müssen musste mussten soll sollen sollte sollten will wollen wollte wollten darf dürfen durfte mag
"""

_ES = """
el la los las lo un una unos unas este esta estos estas esto ese esa esos esas eso aquel aquella aquellos
aquellas
yo me mi mis mio mía mí tú tu tus te ti él ella ello ellos ellas le les se su sus suyo suya suyos suyas nos
nuestro
nuestra nuestros nuestras nosotros os vosotros vuestro vuestra usted ustedes sí
que qué quien quién quienes quiénes cual cuál cuales cuáles cuando cuándo donde dónde como cómo cuanto
cuánto
cuanta cuánta cuantos cuántos cuantas cuántas cuyo cuya por porque
y e o u ni pero sino si aunque mientras pues
a al ante bajo con contra de del desde durante en entre hacia hasta para según sin sobre tras
soy eres es somos sois son era eras éramos eran fui fue fuimos fueron ser sido siendo sea sean será serán
sería
estoy estás está estamos están estaba estaban estuvo estuvieron estar estado he has ha hemos han había
habían
hubo haber habrá hay puede pueden podía podían pudo pudieron podría podrían
no ya también más muy tan tanto todo toda todos todas otro otra otros otras algo alguno alguna algunos
algunas
cada mismo misma mismos mismas
"""

_FR = """
le la les l un une des du de d au aux ce cet cette ces
je j me m moi tu te t toi il elle on nous vous ils elles lui leur leurs se s soi y en mon ma mes ton ta tes
son sa
ses notre nos votre vos celui celle ceux celles cela ça ceci c
qui que qu quoi dont où quand comment pourquoi combien quel quelle quels quelles lequel laquelle lesquels
et ou mais donc or ni car si comme lorsque puisque quoique
à dans par pour sur sous avec sans vers chez contre entre depuis pendant avant après devant derrière dès
jusque
jusqu selon
suis es est sommes êtes sont étais était étions étaient fus fut furent être été étant sera seront serait
seraient
soit soient ai as a avons avez ont avais avait avaient eu eut aura auront aurait auraient avoir ayant
peut peuvent pouvait pouvaient pourrait pourraient
ne n pas plus aussi très tout toute tous toutes même mêmes autre autres
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {"en": _EN, "ru": _RU, "uk": _UK, "de": _DE, "es": _ES, "fr": _FR}.items()
}
