"""Words of office: what people are called by what they do."""

from __future__ import annotations

from rag.statements.wordlist import words

#: Nouns that head a role, lower case.
ROLE_WORDS = words(
    """minister secretary leader deputy chancellor president vice-president chairman chairwoman chairperson
    chair chief executive director spokesman spokeswoman spokesperson spokesmen manager coach boss
    captain skipper striker midfielder defender goalkeeper keeper player champion founder co-founder
    creator editor analyst economist strategist author writer novelist actor actress singer guitarist
    drummer rapper star director producer composer musician artist comedian mp mep peer councillor mayor
    governor senator congressman congresswoman judge professor doctor lawyer solicitor barrister officer
    commissioner ambassador envoy head presenter broadcaster journalist correspondent reporter columnist
    official researcher scientist campaigner activist candidate nominee owner partner convener treasurer
    adviser advisor aide ally rival husband wife mother father son daughter brother sister premier
    colonel sergeant detective inspector constable superintendent bishop archbishop pope cardinal priest
    imam rabbi king queen prince princess duke lecturer teacher student consultant expert engineer
    designer architect developer programmer entrepreneur investor trader broker banker financier
    accountant auditor prosecutor attorney dealer publisher promoter agent organiser coordinator co-
    ordinator supervisor member representative lobbyist pollster historian biographer critic curator
    principal headteacher headmaster dean rector provost vicar winner runner sprinter hurdler athlete
    boxer golfer swimmer jockey driver rider tennis winger flanker prop hooker fly-half centre full-back
    lock scrum-half batsman bowler wicketkeeper veteran teenager youngster ace legend international seed
    officer marketer co-chairman cochairman whip speaker negotiator regulator ombudsman watchdog tsar
    czar guru pioneer mogul tycoon magnate billionaire millionaire model presenter host dj vocalist
    frontman bassist director-general commander soldier sailor pilot astronaut nurse surgeon
    psychologist psychiatrist sociologist physicist chemist biologist mathematician farmer worker
    colleague friend neighbour victim defendant suspect witness survivor resident voter supporter fan
    ex-minister ex-chief"""
)

#: Capitalised words after which a run of capitals goes on with a name: "Prime Minister Tony Blair".
OFFICES = words(
    """Minister Secretary Leader Chancellor President Chairman Chairwoman Chair Chief Executive Director
    Spokesman Spokeswoman Manager Coach Captain Treasurer Premier Senator Congressman Congresswoman
    Governor Mayor Councillor MP MEP MSP AM TD QC Commissioner Ambassador Envoy Editor Correspondent
    Reporter Presenter Founder Officer Pope Archbishop Bishop Cardinal General Colonel Sergeant
    Detective Inspector Superintendent Constable Lieutenant Major Admiral Attorney Emperor Sheikh Sultan
    Ayatollah Imam Rabbi Pastor Nominee Candidate Representative Strategist Analyst Adviser Advisor
    Speaker Whip Chairperson Spokesperson Host Author Actor Actress Singer CEO CFO COO State"""
)
#: Words that make another office of one.
CHANGES_OFFICE = words(
    """shadow former ex deputy vice assistant junior acting prime first home foreign lord"""
)
#: Who speaks for someone else, whose name need not follow.
ANSWERING_FOR_OTHERS = frozenset(
    {"spokesman", "spokeswoman", "spokesperson", "spokesmen", "representative", "official"}
)
#: Offices that one person holds and every reader is taken to know.
HIGH_OFFICES = frozenset(
    {
        f"{which} minister"
        for which in ("prime", "deputy prime", "first", "foreign", "finance", "defence", "home")
    }
    | {f"{which} secretary" for which in ("home", "foreign", "health", "education", "defence")}
    | {"chancellor", "lord chancellor", "shadow chancellor", "pope", "premier", "president", "vice president"}
    | {"secretary general", "king", "queen"}
)
#: What an organisation is called after it was named: "the panel", "the charity".
BODIES = words(
    """panel committee commission group union company firm charity organisation organization body watchdog
    institute association club board agency magazine newspaper paper think-tank tank federation society
    alliance regulator retailer airline bank manufacturer maker developer publisher studio label network
    broadcaster team side party campaign foundation trust council authority force service office
    department ministry giant"""
)
#: Documents that speak for whoever made them.
DOCUMENTS = words(
    """report story research figures statistics findings statement study survey release document letter
    paper article email poll review memo analysis bulletin filing"""
)

#: Capitalised words that stand in names of things, not of people.
NOT_PEOPLE = words(
    """Party Union Council Committee Commission Association Federation Society Group Company Corporation
    Inc Ltd Corp University College School Court Parliament Congress Senate House Office Department
    Ministry Agency Bank Fund Institute Foundation Trust Board Club City United Rovers Street Road
    Avenue Park Hall Palace Centre Center Awards Award Cup League Open Championship Championships Games
    Series Prize Festival News Times Post Journal Guardian Telegraph Mail Mirror Sun Press Radio
    Television TV Records Pictures Studios Films Entertainment Systems Software Technologies Research
    Services Airlines Airways Motors Energy Oil Gas Telecom Mobile Online Games Day Week Act Treaty
    Agreement War Budget Report Review Inquiry Programme Project Plan Scheme Campaign Election Elections
    Summit Conference Forum Alliance Network Watch Rights Movement Organisation Organization
    International National States Kingdom America Africa Asia Europe East West North South Coast Islands
    Sea River Lake Mountain Airport Station Hospital Church Museum Gallery Theatre Academy Executive
    Authority Service Police Force Catholic Democrats Aid Army Navy Office"""
)
#: Those of them that are surnames as well, after a given name.
SURNAMES_TOO = words("""Hall Park Church West North Day Lake Street Post Force Watch Palace Sun Price Club""")
