"""Long names break at their joints only, and say what they said."""

from markupsafe import Markup

from incidents.web.joints import SOFT, jointed


def test_a_long_name_may_break_at_its_joint_and_stays_the_same_name() -> None:
    softly = jointed("Diskrimineringsombudsmannen (DO)")
    assert softly == f"Diskriminerings{SOFT}ombudsmannen (DO)"
    assert softly.replace(SOFT, "") == "Diskrimineringsombudsmannen (DO)"
    assert jointed(softly) == softly


def test_other_words_stay_whole_and_markup_stays_markup() -> None:
    assert jointed("diskriminering") == "diskriminering"
    marked = jointed(Markup("<b>Sjukvårdsrådgivningen</b>"))
    assert isinstance(marked, Markup)
    assert marked == f"<b>Sjukvårds{SOFT}rådgivningen</b>"
