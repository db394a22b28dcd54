"""The scales that the product ships with, as data. A migration puts them in; administrators' forms add others.

OGP: the completion coding of the Independent Reporting Mechanism. G7: the three steps of published compliance
reports. `agrees_with` names the standings that say the same as a level.
"""

from typing import Any

SHIPPED: list[dict[str, Any]] = [
    {
        "code": "ogp",
        "position": 1,
        "name": {"en": "OGP completion", "fr": "Réalisation (PGO)", "ja": "OGP達成度"},
        "description": {
            "en": "How far a commitment was completed by the end of the period, in the five steps that the Independent Reporting Mechanism of the Open Government Partnership uses.",
            "fr": "Le degré de réalisation d’un engagement à la fin de la période, selon les cinq niveaux du mécanisme d’évaluation indépendant du Partenariat pour un gouvernement ouvert.",
            "ja": "対象期間の末日までにコミットメントがどこまで達成されたかを、オープンガバメント・パートナーシップの独立報告メカニズムが用いる5段階で示します。",
        },
        "method": {
            "en": "The assessor compares the words promised with public evidence and gives the highest level that the evidence carries at the end of the period.",
            "fr": "L’évaluateur compare le texte de l’engagement aux éléments probants publics et attribue le niveau le plus élevé que ceux-ci justifient à la fin de la période.",
            "ja": "評価者は、約束された文言と公開された根拠を比べ、対象期間の末日の時点で根拠により裏付けられる最も高い段階を付けます。",
        },
        "levels": [
            {
                "code": "no_evidence",
                "label": {
                    "en": "No evidence available",
                    "fr": "Aucun élément probant disponible",
                    "ja": "根拠なし",
                },
                "meaning": {
                    "en": "Withdrawn, or nothing was found that shows what was done.",
                    "fr": "Engagement retiré, ou rien n’indique ce qui a été fait.",
                    "ja": "取り下げられたか、又は何が行われたかを示すものが見つかりません。",
                },
                "agrees_with": "not_reported",
                "is_without_evidence": True,
            },
            {
                "code": "not_started",
                "label": {"en": "Not started", "fr": "Non commencé", "ja": "未着手"},
                "meaning": {
                    "en": "The evidence shows that no step was taken.",
                    "fr": "Les éléments probants montrent qu’aucune mesure n’a été prise.",
                    "ja": "何も着手されていないことが根拠から分かります。",
                },
                "agrees_with": "not_reported,not_started,closed",
            },
            {
                "code": "limited",
                "label": {"en": "Limited", "fr": "Limité", "ja": "限定的"},
                "meaning": {
                    "en": "First steps were taken; most of what was promised is not done.",
                    "fr": "De premières mesures ont été prises; l’essentiel de la promesse reste à faire.",
                    "ja": "最初の取組は行われましたが、約束の大部分は実施されていません。",
                },
                "agrees_with": "at_risk,off_track,paused,closed",
            },
            {
                "code": "substantial",
                "label": {"en": "Substantial", "fr": "Substantiel", "ja": "相当程度"},
                "meaning": {
                    "en": "Most of what was promised is done.",
                    "fr": "L’essentiel de la promesse est fait.",
                    "ja": "約束の大部分が実施されています。",
                },
                "agrees_with": "on_track,at_risk",
            },
            {
                "code": "complete",
                "label": {"en": "Complete", "fr": "Complet", "ja": "達成"},
                "meaning": {
                    "en": "All that was promised is done.",
                    "fr": "Toute la promesse est tenue.",
                    "ja": "約束されたことが全て実施されています。",
                },
                "agrees_with": "completed",
            },
        ],
    },
    {
        "code": "g7",
        "position": 2,
        "name": {"en": "G7 compliance", "fr": "Conformité (G7)", "ja": "G7履行度"},
        "description": {
            "en": "Whether a member acted on a commitment within the period, in three steps: -1, 0 and +1.",
            "fr": "Si un membre a donné suite à un engagement pendant la période, en trois niveaux\u00a0: -1, 0 et +1.",
            "ja": "対象期間内にコミットメントに沿って行動したかを、-1、0、+1の3段階で示します。",
        },
        "method": {
            "en": "The assessor counts the actions of the period that the words promised ask for. The steps are an order: they are counted and not added up.",
            "fr": "L’évaluateur relève les mesures de la période que le texte de l’engagement demande. Les niveaux forment un ordre\u00a0: on les compte, on ne les additionne pas.",
            "ja": "評価者は、約束された文言が求める行動を対象期間について数えます。段階は順序であり、件数を数えるだけで合計はしません。",
        },
        "levels": [
            {
                "code": "minus_one",
                "label": {
                    "en": "-1: little or no action",
                    "fr": "-1\u00a0: peu ou pas de mesures",
                    "ja": "-1：行動がほとんどない",
                },
                "meaning": {
                    "en": "No action of the period bears on what was promised, or it went the other way.",
                    "fr": "Aucune mesure de la période ne porte sur la promesse, ou l’action est allée à l’opposé.",
                    "ja": "約束に関わる行動が対象期間になかったか、逆の行動が取られました。",
                },
                "agrees_with": "not_reported,not_started,paused,closed",
            },
            {
                "code": "zero",
                "label": {"en": "0: in part", "fr": "0\u00a0: en partie", "ja": "0：一部履行"},
                "meaning": {
                    "en": "Some of what was promised was acted on in the period.",
                    "fr": "Une partie de la promesse a été suivie de mesures pendant la période.",
                    "ja": "約束の一部について対象期間に行動が取られました。",
                },
                "agrees_with": "at_risk,off_track",
            },
            {
                "code": "plus_one",
                "label": {
                    "en": "+1: in full or nearly so",
                    "fr": "+1\u00a0: en totalité ou presque",
                    "ja": "+1：全部又はほぼ全部履行",
                },
                "meaning": {
                    "en": "All, or nearly all, of what was promised for the period was acted on.",
                    "fr": "La totalité, ou presque, de ce qui était promis pour la période a été suivie de mesures.",
                    "ja": "対象期間に約束されたことの全部又はほぼ全部について行動が取られました。",
                },
                "agrees_with": "on_track,completed",
            },
        ],
    },
]


def ship_scales(scale_model, level_model) -> None:
    """Put in what is not there yet. The models are given, so that a migration can give those of its own time."""
    for given in SHIPPED:
        scale, made = scale_model.objects.get_or_create(
            code=given["code"],
            defaults={"position": given["position"]}
            | {k: v for name in ("name", "description", "method") for k, v in _columns(given, name).items()},
        )
        if made:
            for rank, level in enumerate(given["levels"], start=1):
                level_model.objects.create(
                    scale=scale,
                    rank=rank,
                    code=level["code"],
                    agrees_with=level["agrees_with"],
                    is_without_evidence=level.get("is_without_evidence", False),
                    **_columns(level, "label"),
                    **_columns(level, "meaning"),
                )


def _columns(given: dict[str, Any], name: str) -> dict[str, str]:
    """The column of each language, and the untranslated one, which mirrors English."""
    words = given[name]
    return {name: words["en"]} | {f"{name}_{language}": text for language, text in words.items()}
