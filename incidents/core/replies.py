"""Six standard replies to a reporter: warm, plain, and without promises. A handler puts one in and changes it.

They hold no placeholder, so that none is ever sent unfilled; what is the case's own the handler writes herself.
"""

from enum import StrEnum

from incidents.core.languages import sentence


class Reply(StrEnum):
    """What a standard reply is for."""

    RECEIVED = "received"
    QUESTION = "question"
    RIGHTS = "rights"
    TIME_LIMIT = "time_limit"
    CONSENT = "consent"
    CLOSING = "closing"


#: The Swedish texts, which the catalogues translate.
TEXTS = {
    Reply.RECEIVED: sentence(
        "Tack för att du har berättat. Vi har läst din rapport. Det du skriver är viktigt, och vi tar det på allvar."
        " Svaren från oss hittar du alltid här, med samma kod. Vill du berätta mer kan du skriva här."
        " Är du i fara nu: ring 112."
    ),
    Reply.QUESTION: sentence(
        "Tack för att du har berättat. För att förstå bättre undrar vi några saker till."
        " Svara på det du vill och orkar. Skriv inte namn, adress eller telefonnummer här. Det här undrar vi:"
    ),
    Reply.RIGHTS: sentence(
        "Diskriminering är förbjuden till exempel på jobbet, i skolan, i vården, i affärer och när man söker bostad."
        " Vi kan inte avgöra om någon har brutit mot lagen. Du kan själv anmäla till Diskrimineringsombudsmannen, DO."
        " En antidiskrimineringsbyrå kan ge dig råd utan att det kostar något. Kan det vara ett brott går det att"
        " anmäla till polisen. Den som har anmält diskriminering får inte straffas för det."
    ),
    Reply.TIME_LIMIT: sentence(
        "Vill du gå vidare finns det tidsfrister i lagen. De kan vara mycket korta, särskilt om det gäller ditt arbete."
        " Att du har skrivit till oss gör inte att du får längre tid. En anmälan till DO gör inte heller det."
        " Fråga därför så snart du kan: ditt fackförbund, en antidiskrimineringsbyrå eller en jurist."
    ),
    Reply.CONSENT: sentence(
        "Vi tror att någon annan kan hjälpa dig vidare. Därför undrar vi om vi får dela det du har berättat."
        " Du bestämmer själv, och du behöver inte förklara varför. Säger du nej bemöter vi dig på samma sätt som förut."
        " Utan ditt ja lämnar vi inte din berättelse vidare, om inte lagen kräver det. Frågan finns här i din inkorg."
    ),
    Reply.CLOSING: sentence(
        "Nu avslutar vi ditt ärende. Tack för att du har berättat. Det hjälper kommunen att se vad som händer."
        " Din kod fungerar fortfarande. Händer det igen, eller har vi missat något, kan du skriva till oss här."
    ),
}

#: What stands in the inbox of a double that was merged with another report. It says nothing of whose that is.
MERGED = sentence(
    "Vi tror att den här rapporten har kommit in mer än en gång. Därför har vi fört ihop dem."
    " Den här är nu avslutad, och vi arbetar vidare med den andra. Inget du har skrivit är borttaget."
    " Har du två koder: läs våra svar med den andra koden. Har du bara den här, eller har vi fel? Skriv till oss här."
)
