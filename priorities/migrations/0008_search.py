"""The text that a search reads, folded and by trigrams, kept by the database itself so that nothing can leave it stale.

    SQLite       an FTS5 table for each noun, its rowid the record's id, that triggers fill; and the list of its
                 trigrams, by which words of one or two characters are found
    PostgreSQL   a generated column for each noun, under a GIN index of pg_trgm

Neither is a model: this is an index, not a part of the record, and no dump or form may know it. Both hold text that is
folded already, because neither index can fold by itself (see `priorities.folding`). Each column ends in a line break,
so that no word reaches over its end, and the last in two, so that even its last character begins a trigram.

SQLite forgets triggers when a later migration rebuilds their table, and PostgreSQL neither alters nor keeps a column
that another is made from: such a migration runs `remove` first and `install` last (a test notices).
"""

from django.db import migrations

from priorities.folding import BLANKS, CHARACTERS, IGNORED

LANGUAGES = ("en", "fr", "ja")
SEARCHED = {
    "commitment": ["{row}reference", "{row}wording", *(f"{{row}}title_{language}" for language in LANGUAGES)],
    "progressnote": [
        f"{{row}}{name}_{language}" for name in ("body", "reason", "next_steps") for language in LANGUAGES
    ],
    # What it is called on the page: a file that was given no title by its name.
    "evidence": ["coalesce(nullif({row}title, ''), {row}file_name)"],
}


def install(apps, schema_editor):
    """Make the index and fill it from what is recorded already."""
    remove(apps, schema_editor)
    if schema_editor.connection.vendor == "sqlite":
        for noun, columns in SEARCHED.items():
            _install_on_sqlite(schema_editor, noun, columns)
        return
    # A trusted extension: whoever owns the database may make it.
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", None)
    schema_editor.execute(_fold_on_postgresql(), None)
    for noun, columns in SEARCHED.items():
        text = _text(columns, "", fold="coalesce(search_fold({}), '')", line_break="E'\\n'")
        schema_editor.execute(
            f"ALTER TABLE priorities_{noun} ADD COLUMN search_text text GENERATED ALWAYS AS ({text}) STORED", None
        )
        schema_editor.execute(
            f"CREATE INDEX {noun}_by_words ON priorities_{noun} USING gin (search_text gin_trgm_ops)", None
        )


def remove(apps, schema_editor):
    """Take everything away again, but for the extension, which others may use."""
    for noun in SEARCHED:
        if schema_editor.connection.vendor == "sqlite":
            for event in ("insert", "update", "delete"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS search_{noun}_{event}", None)
            schema_editor.execute(f"DROP TABLE IF EXISTS priorities_{noun}_trigrams", None)
            schema_editor.execute(f"DROP TABLE IF EXISTS priorities_{noun}_search", None)
        else:
            schema_editor.execute(f"ALTER TABLE priorities_{noun} DROP COLUMN IF EXISTS search_text", None)
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute("DROP FUNCTION IF EXISTS search_fold(text)", None)


def _text(columns, row, *, fold, line_break):
    folded = " || ".join(f"{fold.format(column.format(row=row))} || {line_break}" for column in columns)
    return f"{folded} || {line_break}"


def _install_on_sqlite(schema_editor, noun, columns):
    table, search = f"priorities_{noun}", f"priorities_{noun}_search"

    def text(row):
        return _text(columns, f"{row}.", fold="search_fold({})", line_break="char(10)")

    forget = f"DELETE FROM {search} WHERE rowid = OLD.id;"
    learn = f"INSERT INTO {search} (rowid, text) VALUES (NEW.id, {text('NEW')});"
    differs = " OR ".join(f"{column.format(row='NEW.')} IS NOT {column.format(row='OLD.')}" for column in columns)
    for statement in (
        # Folded text needs no folding: the tokenizer takes it as it stands.
        f"CREATE VIRTUAL TABLE {search} USING fts5(text, tokenize = 'trigram case_sensitive 1')",
        f"CREATE VIRTUAL TABLE priorities_{noun}_trigrams USING fts5vocab({search}, row)",
        f"INSERT INTO {search} (rowid, text) SELECT t.id, {text('t')} FROM {table} t",
        f"CREATE TRIGGER search_{noun}_insert AFTER INSERT ON {table} BEGIN {learn} END",
        f"CREATE TRIGGER search_{noun}_update AFTER UPDATE ON {table} WHEN {differs} BEGIN {forget} {learn} END",
        f"CREATE TRIGGER search_{noun}_delete AFTER DELETE ON {table} BEGIN {forget} END",
    ):
        schema_editor.execute(statement, None)


def _fold_on_postgresql():
    """`priorities.folding.fold` as a function of the database."""
    single = {character: put for character, put in CHARACTERS.items() if len(put) == 1}
    folded = f"normalize(regexp_replace(normalize($1, NFKD), '{IGNORED}', '', 'g'), NFKC)"
    folded = f"translate({folded}, {_quoted(''.join(single))}, {_quoted(''.join(single.values()))})"
    for character, put in CHARACTERS.items():
        if len(put) > 1:
            folded = f"replace({folded}, {_quoted(character)}, {_quoted(put)})"
    return (
        "CREATE OR REPLACE FUNCTION search_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE"
        f" AS $fold$ SELECT btrim(regexp_replace({folded}, '{BLANKS}', ' ', 'g'), ' ') $fold$"
    )


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


class Migration(migrations.Migration):
    dependencies = [("priorities", "0007_known_standings")]

    operations = [migrations.RunPython(install, remove)]
