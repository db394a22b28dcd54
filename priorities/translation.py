"""Which columns exist in English, French and Japanese."""

from modeltranslation.translator import TranslationOptions, translator

from priorities import models


class Titled(TranslationOptions):
    fields = ("title",)


class CommitmentColumns(TranslationOptions):
    fields = ("title", "assessment_obstacle")


class Named(TranslationOptions):
    fields = ("name",)


class PlanColumns(TranslationOptions):
    fields = ("title", "summary", "notice")


class ScaleColumns(TranslationOptions):
    fields = ("name", "description", "method")


class LevelColumns(TranslationOptions):
    fields = ("label", "meaning")


class AssessmentColumns(TranslationOptions):
    fields = ("rationale",)


class NoteColumns(TranslationOptions):
    fields = ("reason", "body", "next_steps")


for model in (models.Milestone, models.ReportingPeriod, models.SourceDocument):
    translator.register(model, Titled)
for named in (models.Instrument, models.Organization, models.Party, models.PriorityArea):
    translator.register(named, Named)
translator.register(models.Commitment, CommitmentColumns)
translator.register(models.Plan, PlanColumns)
translator.register(models.ProgressNote, NoteColumns)
translator.register(models.Scale, ScaleColumns)
translator.register(models.Level, LevelColumns)
translator.register(models.Assessment, AssessmentColumns)
