"""What the assessor of the demonstration says: examples on the sources that the notes cite, made before any freeze."""

from datetime import UTC, datetime

from priorities.models import Commitment, Evidence, Level, Plan, ReportingPeriod, Scale, User
from priorities.scales import ship_scales
from priorities.services import assessments

MADE_AT = {
    "2024-25": datetime(2025, 5, 6, 15, tzinfo=UTC),
    "2025-26": datetime(2026, 5, 7, 15, tzinfo=UTC),
}
SOURCES = 2
# (period, commitment, level, evidence, rationale in three languages); the last is left as a draft.
GIVEN = [
    (
        "2024-25",
        "CJ22-ROL-01",
        "substantial",
        "sufficient",
        "Both governments say in public that the agreement is settled in substance; it is not signed yet.",
        "Les deux gouvernements affirment publiquement que l’accord est réglé sur le fond; il n’est pas encore signé.",
        "両国政府は協定の実質合意を公表していますが、署名はまだです。",
    ),
    (
        "2024-25",
        "CJ21-ROL-05",
        "substantial",
        "sufficient",
        "Missions by aircraft and by ship took place within the year and are reported by both sides.",
        "Des missions aériennes et navales ont eu lieu pendant l’exercice et sont signalées par les deux parties.",
        "年度内に航空機と艦艇による活動が行われ、双方が公表しています。",
    ),
    (
        "2024-25",
        "CJ21-HLS-03",
        "no_evidence",
        "none",
        "No public source of this year was found; the notes rest on sources of 2021.",
        "Aucune source publique de cet exercice n’a été trouvée; les notes reposent sur des sources de 2021.",
        "本年度の公開資料は見つかりませんでした。報告は2021年の資料に基づいています。",
    ),
    (
        "2024-25",
        "CJ21-TRD-04",
        "limited",
        "partial",
        "The work is described in public, but no outcome of this year could be found.",
        "Les travaux sont décrits publiquement, mais aucun résultat de cet exercice n’a été trouvé.",
        "取組は公表されていますが、本年度の成果は確認できませんでした。",
    ),
    (
        "2024-25",
        "CJ21-TRD-07",
        "not_started",
        "partial",
        "The sources name an intention and no step that followed it.",
        "Les sources mentionnent une intention, mais aucune mesure qui y aurait donné suite.",
        "資料には意向の表明があるのみで、その後の取組は示されていません。",
    ),
    (
        "2025-26",
        "CJ22-ROL-01",
        "complete",
        "sufficient",
        "The agreement was signed and has entered into force: what was promised is done.",
        "L’accord a été signé et est en vigueur\u00a0: la promesse est tenue.",
        "協定は署名され、発効しました。約束は果たされています。",
    ),
    (
        "2025-26",
        "CJ21-ENS-03",
        "substantial",
        "partial",
        "Exports have begun. The sources speak of the first months only, so regular supply cannot be confirmed yet.",
        "Les exportations ont commencé. Les sources ne portent que sur les premiers mois\u00a0: un approvisionnement régulier ne peut encore être confirmé.",
        "輸出は始まっています。資料は最初の数か月に限られ、安定した供給はまだ確認できません。",
    ),
    (
        "2025-26",
        "CJ21-ROL-05",
        "substantial",
        "sufficient",
        "A further mission was announced and reported within the year.",
        "Une nouvelle mission a été annoncée et signalée pendant l’exercice.",
        "年度内に新たな活動が発表され、報じられています。",
    ),
    (
        "2025-26",
        "CJ21-HLS-03",
        "no_evidence",
        "none",
        "As in the year before, no public source of this year was found.",
        "Comme pour l’exercice précédent, aucune source publique de cet exercice n’a été trouvée.",
        "前年度と同じく、本年度の公開資料は見つかりませんでした。",
    ),
    (
        "2025-26",
        "CJ21-PKO-05",
        "limited",
        "partial",
        "The agreement is in force; its use in this period is not described in public.",
        "L’accord est en vigueur; son utilisation pendant la période n’est pas décrite publiquement.",
        "協定は発効していますが、対象期間の活用状況は公表されていません。",
    ),
    (
        "2025-26",
        "CJ21-ENV-04",
        "limited",
        "partial",
        "A memorandum was announced at the end of the period; what was done under it lies after it.",
        "Un protocole a été annoncé à la fin de la période; ce qui en découle est postérieur.",
        "対象期間の終わりに覚書が発表されましたが、それに基づく取組は期間後になります。",
    ),
    (
        "2025-26",
        "CJ21-TRD-04",
        "limited",
        "partial",
        "A draft: only the assessing organization and administrators see it.",
        "Un brouillon\u00a0: seuls l’organisation évaluatrice et les administrateurs le voient.",
        "下書きです。評価機関と管理者のみが閲覧できます。",
    ),
]


def load_assessments(plan: Plan, *, now: datetime) -> None:
    """Those of days that are past at `now`, on the scale of the OGP."""
    ship_scales(Scale, Level)
    assessor = User.objects.get(username="assessor")
    scale = Scale.objects.get(code="ogp")
    organization = assessor.memberships.select_related("organization__party").get().organization
    for given in GIVEN:
        slug, reference, level, sufficiency, *rationale = given
        made_at = MADE_AT[slug]
        if made_at > now:
            continue
        commitment = Commitment.objects.get(plan=plan, reference=reference)
        period = ReportingPeriod.objects.select_related("plan").get(plan=plan, slug=slug)
        draft = assessments.draft_assessment(
            commitment,
            period=period,
            scale=scale,
            organization=organization,
            words=assessments.AssessmentWords(
                level=scale.levels.get(code=level),
                sufficiency=sufficiency,
                rationale=_example(*rationale),
                sources=() if sufficiency == "none" else _cited(commitment, period),
            ),
            by=assessor,
            now=made_at,
        )
        if given is not GIVEN[-1]:
            assessments.finalize_assessment(draft, by=assessor, now=made_at)


def _example(en: str, fr: str, ja: str) -> dict[str, str]:
    return {"en": f"Example. {en}", "fr": f"Exemple. {fr}", "ja": f"（例）{ja}"}


def _cited(commitment: Commitment, period: ReportingPeriod) -> tuple[assessments.SourceWords, ...]:
    """The newest public sources that notes cite by the end of the period."""
    cited = Evidence.objects.filter(
        note__commitment=commitment,
        note__state="accepted",
        note__visibility="public",
        note__as_of__lte=period.ends_on,
    ).exclude(url="")
    found = {each.url: each.title for each in cited.order_by("-note__as_of", "-pk")}
    return tuple(assessments.SourceWords(url, title) for url, title in list(found.items())[:SOURCES])
