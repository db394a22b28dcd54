"""The harness of the exports' speed works, and a workbook takes no more memory for more rows. No time is asserted."""

from tests.benchmarks import exports


def test_every_format_is_measured_against_a_bare_writer():
    lines = exports.measure(commitments=20, notes=100, rounds=1)

    assert [(line.name, line.rows) for line in lines] == [("CSV", 20), ("CSV (zip)", 122), ("XLSX", 122)]
    assert all(line.took > 0 and line.bare > 0 for line in lines)
    assert len(exports.table(lines).splitlines()) == 5


def test_a_workbook_of_four_times_the_rows_takes_about_the_same_memory():
    few, many = exports.memory(100, 500), exports.memory(400, 2_000)

    assert many < few * 1.5
