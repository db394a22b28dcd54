"""Which columns exist in English, French and Japanese."""

from modeltranslation.translator import TranslationOptions, translator

from priorities import models


class Titled(TranslationOptions):
    fields = ("title",)


class Named(TranslationOptions):
    fields = ("name",)


class PlanColumns(TranslationOptions):
    fields = ("title", "summary", "notice")


class NoteColumns(TranslationOptions):
    fields = ("reason", "body", "next_steps")


for model in (models.Commitment, models.Milestone, models.ReportingPeriod, models.SourceDocument):
    translator.register(model, Titled)
for named in (models.Instrument, models.Organization, models.Party, models.PriorityArea):
    translator.register(named, Named)
translator.register(models.Plan, PlanColumns)
translator.register(models.ProgressNote, NoteColumns)
