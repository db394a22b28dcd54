"""What people of the demonstration say that no public source says for them."""

from priorities.choices import GapKind

# As a coordinator of the Canadian secretariat would write them.
ACCEPTED_GAPS = {
    GapKind.NOTE: {
        "en": "No public source of this fiscal year speaks of it.",
        "fr": "Aucune source publique de cet exercice n’en parle.",
        "ja": "当該年度の公開資料には記載がありません。",
    },
    GapKind.LEAD: {
        "en": "The public sources name no lead.",
        "fr": "Les sources publiques ne nomment aucun chef de file.",
        "ja": "公開資料に主担当の記載がありません。",
    },
    GapKind.TRANSLATION: {
        "en": "The source is in one language only.",
        "fr": "La source n’existe que dans une langue.",
        "ja": "資料は一つの言語でのみ公開されています。",
    },
    GapKind.NEXT_STEPS: {
        "en": "The public sources name no next steps.",
        "fr": "Les sources publiques n’indiquent pas de prochaines étapes.",
        "ja": "公開資料に今後の予定の記載がありません。",
    },
}
# By their English words.
EXAMPLES_FR = {
    "A draft: only the organization sees it.": "Un brouillon\u00a0: seule l’organisation le voit.",
    "A note that came back.": "Une note qui a été renvoyée.",
    "A note that waits for a reviewer.": "Une note en attente d’un examinateur.",
    "A note of the other government, waiting.": "Une note de l’autre gouvernement, en attente.",
    "An internal note: Canada reads it, nobody else.": "Une note interne\u00a0: le Canada la lit, personne d’autre.",
}
EXAMPLES_JA = {
    "A draft: only the organization sees it.": "下書きです。所属機関の担当者のみが閲覧できます。",
    "A note that came back.": "差し戻された報告です。",
    "A note that waits for a reviewer.": "承認者の確認を待っている報告です。",
    "A note of the other government, waiting.": "相手国政府の報告で、確認を待っています。",
    "An internal note: Canada reads it, nobody else.": "自国限りの報告です。カナダ側のみが閲覧できます。",
}
