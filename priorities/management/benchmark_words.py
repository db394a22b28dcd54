"""The words of generated commitments and notes, in three languages: they say nothing about any real commitment.

Each list is of the same thing in English, French and Japanese. Whatever is drawn from them makes a sentence.
"""

from random import Random

LANGUAGES = ("en", "fr", "ja")
Words = tuple[str, str, str]

PARTIES = [
    ("CA", "America/Toronto", ("Canada", "Canada", "カナダ")),
    ("JP", "Asia/Tokyo", ("Japan", "Japon", "日本")),
]
ORGANIZATIONS: dict[str, list[tuple[str, Words]]] = {
    "CA": [
        ("GAC", ("Global Affairs Canada", "Affaires mondiales Canada", "カナダ外務省")),
        ("DND", ("Department of National Defence", "Ministère de la Défense nationale", "カナダ国防省")),
        ("NRCAN", ("Natural Resources Canada", "Ressources naturelles Canada", "カナダ天然資源省")),
        ("DFO", ("Fisheries and Oceans Canada", "Pêches et Océans Canada", "カナダ漁業海洋省")),
        (
            "ECCC",
            (
                "Environment and Climate Change Canada",
                "Environnement et Changement climatique Canada",
                "カナダ環境・気候変動省",
            ),
        ),
        ("TC", ("Transport Canada", "Transports Canada", "カナダ運輸省")),
        (
            "AAFC",
            (
                "Agriculture and Agri-Food Canada",
                "Agriculture et Agroalimentaire Canada",
                "カナダ農業・農産食品省",
            ),
        ),
        (
            "ISED",
            (
                "Innovation, Science and Economic Development Canada",
                "Innovation, Sciences et Développement économique Canada",
                "カナダ革新・科学・経済開発省",
            ),
        ),
        (
            "PHAC",
            ("Public Health Agency of Canada", "Agence de la santé publique du Canada", "カナダ公衆衛生庁"),
        ),
        ("PS", ("Public Safety Canada", "Sécurité publique Canada", "カナダ公共安全省")),
        ("CCG", ("Canadian Coast Guard", "Garde côtière canadienne", "カナダ沿岸警備隊")),
        ("FIN", ("Department of Finance", "Ministère des Finances", "カナダ財務省")),
    ],
    "JP": [
        ("MOFA", ("Ministry of Foreign Affairs", "Ministère des Affaires étrangères", "外務省")),
        ("MOD", ("Ministry of Defense", "Ministère de la Défense", "防衛省")),
        (
            "METI",
            (
                "Ministry of Economy, Trade and Industry",
                "Ministère de l’Économie, du Commerce et de l’Industrie",
                "経済産業省",
            ),
        ),
        (
            "MAFF",
            (
                "Ministry of Agriculture, Forestry and Fisheries",
                "Ministère de l’Agriculture, des Forêts et de la Pêche",
                "農林水産省",
            ),
        ),
        ("MOE", ("Ministry of the Environment", "Ministère de l’Environnement", "環境省")),
        (
            "MLIT",
            (
                "Ministry of Land, Infrastructure, Transport and Tourism",
                "Ministère du Territoire, des Infrastructures, des Transports et du Tourisme",
                "国土交通省",
            ),
        ),
        (
            "MHLW",
            (
                "Ministry of Health, Labour and Welfare",
                "Ministère de la Santé, du Travail et des Affaires sociales",
                "厚生労働省",
            ),
        ),
        (
            "MEXT",
            (
                "Ministry of Education, Culture, Sports, Science and Technology",
                "Ministère de l’Éducation, de la Culture, des Sports, des Sciences et de la Technologie",
                "文部科学省",
            ),
        ),
        (
            "MIC",
            (
                "Ministry of Internal Affairs and Communications",
                "Ministère des Affaires intérieures et des Communications",
                "総務省",
            ),
        ),
        ("MOF", ("Ministry of Finance", "Ministère des Finances", "財務省")),
        ("JCG", ("Japan Coast Guard", "Garde-côtes du Japon", "海上保安庁")),
        (
            "JICA",
            (
                "Japan International Cooperation Agency",
                "Agence japonaise de coopération internationale",
                "国際協力機構",
            ),
        ),
    ],
}
AREAS: list[tuple[str, Words]] = [
    ("ROL", ("Rule of law", "État de droit", "法の支配")),
    ("PKO", ("Peace operations", "Opérations de paix", "平和活動")),
    ("HLS", ("Health security", "Sécurité sanitaire", "健康安全保障")),
    ("ENE", ("Energy security", "Sécurité énergétique", "エネルギー安全保障")),
    ("TRD", ("Trade and investment", "Commerce et investissement", "貿易と投資")),
    ("ENV", ("Climate and environment", "Climat et environnement", "気候と環境")),
    ("OCE", ("Oceans and fisheries", "Océans et pêches", "海洋と漁業")),
    ("DIG", ("Digital policy", "Politique numérique", "デジタル政策")),
    ("SCI", ("Science and research", "Science et recherche", "科学と研究")),
    ("DIS", ("Disaster risk", "Risques de catastrophe", "防災")),
    ("INF", ("Quality infrastructure", "Infrastructures de qualité", "質の高いインフラ")),
    ("PPL", ("People and culture", "Peuples et cultures", "人的交流と文化")),
]

VERBS: list[Words] = [
    ("Strengthen", "Renforcer", "強化する"),
    ("Expand", "Élargir", "拡充する"),
    ("Launch", "Lancer", "開始する"),
    ("Coordinate", "Coordonner", "調整する"),
    ("Deepen", "Approfondir", "深化させる"),
    ("Support", "Appuyer", "支援する"),
    ("Advance", "Faire progresser", "推進する"),
    ("Review", "Réexaminer", "見直す"),
    ("Fund", "Financer", "資金面で支える"),
    ("Resume", "Reprendre", "再開する"),
]
OBJECTS: list[Words] = [
    ("annual consultations", "les consultations annuelles", "年次協議"),
    ("joint exercises", "les exercices conjoints", "共同訓練"),
    ("technical exchanges", "les échanges techniques", "技術交流"),
    ("training of officials", "la formation des fonctionnaires", "職員の研修"),
    ("the sharing of information", "l’échange d’information", "情報共有"),
    ("research partnerships", "les partenariats de recherche", "研究連携"),
    ("regional workshops", "les ateliers régionaux", "地域研修会"),
    ("work on common standards", "les travaux sur des normes communes", "共通基準の策定作業"),
    ("pilot projects", "les projets pilotes", "試行事業"),
    ("exchanges of experts", "les échanges d’experts", "専門家交流"),
    ("the mapping of risks", "la cartographie des risques", "リスクの把握"),
    ("early-warning arrangements", "les dispositifs d’alerte rapide", "早期警戒の仕組み"),
    ("public reporting", "la reddition de comptes publique", "公表と説明"),
    ("capacity building", "le renforcement des capacités", "能力構築"),
]
THEMES: list[Words] = [
    ("maritime domain awareness", "la connaissance du domaine maritime", "海洋状況把握"),
    ("illegal fishing", "la pêche illicite", "違法漁業"),
    ("critical minerals", "les minéraux critiques", "重要鉱物"),
    ("liquefied natural gas", "le gaz naturel liquéfié", "液化天然ガス"),
    ("hydrogen and ammonia", "l’hydrogène et l’ammoniac", "水素・アンモニア"),
    ("small modular reactors", "les petits réacteurs modulaires", "小型モジュール炉"),
    ("resilient supply chains", "la résilience des chaînes d’approvisionnement", "供給網の強靱化"),
    ("pandemic preparedness", "la préparation aux pandémies", "感染症危機への備え"),
    ("vaccine delivery", "la distribution des vaccins", "ワクチンの供給"),
    ("antimicrobial resistance", "la résistance aux antimicrobiens", "薬剤耐性"),
    ("women, peace and security", "les femmes, la paix et la sécurité", "女性・平和・安全保障"),
    ("the protection of civilians", "la protection des civils", "文民の保護"),
    ("cyber incidents", "les cyberincidents", "サイバー事案"),
    ("the free flow of data", "la libre circulation des données", "自由なデータ流通"),
    ("artificial intelligence", "l’intelligence artificielle", "人工知能"),
    ("plastic in the oceans", "le plastique dans les océans", "海洋プラスチック"),
    ("forest fires", "les incendies de forêt", "森林火災"),
    ("coastal flooding", "les inondations côtières", "沿岸の浸水"),
    ("food security", "la sécurité alimentaire", "食料安全保障"),
    ("customs procedures", "les procédures douanières", "税関手続"),
    ("ports and corridors", "les ports et les corridors", "港湾と輸送路"),
    ("Arctic science", "la science de l’Arctique", "北極科学"),
    ("student mobility", "la mobilité étudiante", "学生の往来"),
    ("Indigenous cultures", "les cultures autochtones", "先住民族の文化"),
]
PARTNERS: list[Words] = [
    ("with coastal states", "avec les États côtiers", "沿岸国との"),
    ("with Pacific island countries", "avec les pays insulaires du Pacifique", "太平洋島嶼国との"),
    ("in Southeast Asia", "en Asie du Sud-Est", "東南アジアにおける"),
    ("in the North Pacific", "dans le Pacifique Nord", "北太平洋における"),
    ("with the private sector", "avec le secteur privé", "民間部門との"),
    ("between universities", "entre universités", "大学間の"),
    ("with local governments", "avec les administrations locales", "地方自治体との"),
    ("in international organizations", "dans les organisations internationales", "国際機関における"),
    (
        "among customs and border services",
        "entre les services douaniers et frontaliers",
        "税関・国境機関間の",
    ),
    ("with civil society", "avec la société civile", "市民社会との"),
    ("under existing agreements", "dans le cadre des accords existants", "既存の協定に基づく"),
    ("for the next generation", "pour la prochaine génération", "次世代に向けた"),
]

EVENTS: list[Words] = [
    ("Officials met in Ottawa", "Les responsables se sont réunis à Ottawa", "オタワで実務者会合を開き"),
    ("Officials met in Tokyo", "Les responsables se sont réunis à Tokyo", "東京で実務者会合を開き"),
    ("Both sides exchanged drafts", "Les deux parties ont échangé des ébauches", "双方が案文を交換し"),
    (
        "Experts held a video conference",
        "Les experts ont tenu une visioconférence",
        "専門家がオンライン会合を行い",
    ),
    ("The working group reported", "Le groupe de travail a présenté son rapport", "作業部会が報告を行い"),
    (
        "A first call for proposals closed",
        "Un premier appel de propositions a pris fin",
        "第一回公募が終了し",
    ),
    (
        "Funding was confirmed for the year",
        "Le financement de l’année a été confirmé",
        "当年度の予算が確定し",
    ),
    ("A joint visit took place", "Une visite conjointe a eu lieu", "合同視察を実施し"),
]
OUTCOMES: list[Words] = [
    ("A timetable was agreed", "Un calendrier a été convenu", "日程に合意しました"),
    ("The next steps were set out", "Les prochaines étapes ont été précisées", "今後の進め方を整理しました"),
    ("Two points of contact were named", "Deux points de contact ont été nommés", "連絡窓口を二名定めました"),
    ("A summary was published", "Un compte rendu a été publié", "概要を公表しました"),
    ("Legal advice was asked for", "Un avis juridique a été demandé", "法的助言を求めました"),
    ("Three pilot sites were chosen", "Trois sites pilotes ont été choisis", "試行地を三か所選びました"),
]
CONFIRMATION: Words = (
    "No change since the last note.",
    "Aucun changement depuis la dernière note.",
    "前回の報告から変更はありません。",
)
REASONS: list[Words] = [
    (
        "Funding for the second year is not confirmed.",
        "Le financement de la deuxième année n’est pas confirmé.",
        "二年目の予算が確定していません。",
    ),
    (
        "The partner asked for more time to consult.",
        "Le partenaire a demandé plus de temps pour consulter.",
        "相手方が協議の延長を求めています。",
    ),
    (
        "Travel was cancelled twice.",
        "Les déplacements ont été annulés deux fois.",
        "出張が二度中止となりました。",
    ),
    (
        "Legal review takes longer than planned.",
        "L’examen juridique prend plus de temps que prévu.",
        "法的審査に想定より時間を要しています。",
    ),
    (
        "Key staff moved to other duties.",
        "Du personnel clé a été affecté à d’autres fonctions.",
        "主要な担当者が異動しました。",
    ),
    (
        "A supplier cannot deliver in time.",
        "Un fournisseur ne peut livrer à temps.",
        "納入業者の遅延が見込まれます。",
    ),
]
NEXT_STEPS: list[Words] = [
    (
        "A draft goes to ministers next quarter.",
        "Une ébauche sera soumise aux ministres au prochain trimestre.",
        "次の四半期に案を閣僚へ提出します。",
    ),
    (
        "The next meeting is planned in the spring.",
        "La prochaine rencontre est prévue au printemps.",
        "次回会合は春に予定しています。",
    ),
    (
        "Results will be published by year-end.",
        "Les résultats seront publiés d’ici la fin de l’année.",
        "年末までに結果を公表します。",
    ),
]
SLIPS = [
    "More consultations are needed.",
    "The budget was approved later than planned.",
    "Both parties agreed on a later day.",
    "La rencontre des ministres a été reportée.",
    "先方との調整に時間を要したため。",
]
WITHDRAWALS = [
    "Entered for the wrong commitment.",
    "The figures were provisional.",
    "誤った案件に登録したため。",
]
AUTHORITIES = ["Deputy ministers’ committee", "Comité des sous-ministres", "次官級会合"]
MILESTONES: list[Words] = [
    ("First joint meeting", "Première réunion conjointe", "第一回合同会合"),
    ("Draft text agreed", "Projet de texte convenu", "案文の合意"),
    ("Pilot completed", "Projet pilote terminé", "試行の完了"),
    ("Report published", "Rapport publié", "報告書の公表"),
]
EVIDENCE = [
    "Read-out of the meeting",
    "Joint statement",
    "News release",
    "Compte rendu",
    "報道発表",
    "会合の概要",
]

PLAN: Words = ("Benchmark priorities", "Priorités d’étalonnage", "測定用の優先事項")
NOTICE: Words = (
    "Generated data for measuring speed. It says nothing about any real commitment.",
    "Données générées pour mesurer la rapidité. Elles ne disent rien d’un engagement réel.",
    "速度測定のために生成したデータです。実在のコミットメントについて何も述べるものではありません。",
)


def columns(name: str, words: Words, spoken: tuple[str, ...] = LANGUAGES) -> dict[str, str]:
    """`words` as the columns of a model, empty in the languages that are not spoken."""
    return {
        f"{name}_{language}": word if language in spoken else ""
        for language, word in zip(LANGUAGES, words, strict=True)
    }


class Promise:
    """What one commitment is about: its title, its wording, and what its notes say of it."""

    def __init__(self, draw: Random):
        self.verb, self.subject = draw.choice(VERBS), draw.choice(OBJECTS)
        self.theme, self.partner = draw.choice(THEMES), draw.choice(PARTNERS)
        self.aside = draw.choice(THEMES)

    def title(self) -> Words:
        (verb, faire, suru), (on, sur, wo) = self.verb, self.subject
        (theme, thème, about), (partner, partenaire, to) = self.theme, self.partner
        return (
            f"{verb} {on} on {theme} {partner}",
            f"{faire} {sur} sur {thème} {partenaire}",
            f"{to}{about}に関する{wo}を{suru}",
        )

    def wording(self, language: str) -> str:
        title = self.title()[LANGUAGES.index(language)]
        aside = self.aside[LANGUAGES.index(language)]
        if language == "ja":
            return f"両国は、{title}とともに、{aside}についても最良の取組を共有する。"
        if language == "fr":
            return (
                f"{title}, et mettre en commun les pratiques exemplaires sur {aside}, y compris chaque année."
            )
        return f"{title}, and share best practices on {aside}, including through a review each year."

    def report(self, draw: Random) -> Words:
        """What a note says: never twice quite the same, for a search to find something in."""
        event, outcome, number = draw.choice(EVENTS), draw.choice(OUTCOMES), draw.randint(2, 90)
        return (
            f"{event[0]}. {outcome[0]} for {self.subject[0]} on {self.theme[0]}; {number} people took part.",
            f"{event[1]}. {outcome[1]} pour {self.subject[1]} sur {self.theme[1]} ({number} participants).",
            f"{event[2]}、{self.theme[2]}に関する{self.subject[2]}について{outcome[2]}。参加者は{number}名です。",
        )
