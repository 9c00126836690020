"""Reads a folder of `sundog sample SCHEMA --format csv|ndjson|arrow|npz|sqlite -o FOLDER` by the tools that people use.

usage: check_tables.py FOLDER     (pip install pandas pyarrow numpy; frictionless, mlcroissant, datasets where wanted)
Checks the sums of the manifest and the number of rows, and says which tools read what. Exit code 1 where one does not.
"""
import hashlib
import importlib.util
import json
import pathlib
import sqlite3
import sys

folder = pathlib.Path(sys.argv[1])
manifest = json.loads((folder / "manifest.json").read_text())


def has(module):
    if importlib.util.find_spec(module) is None:
        print(f"SKIPPED: {module} is not installed")
        return False
    return True


for entry in manifest["files"]:
    path = folder / entry["file"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"], path
    name, rows = entry["file"], entry["rows"]
    if name.endswith(".csv") and has("pandas"):
        import pandas

        table = pandas.read_csv(path)
        assert len(table) == rows, (name, len(table), rows)
        print(f"pandas: {name}, {rows} rows, {len(table.columns)} columns")
    if name.endswith(".ndjson") and has("pandas"):
        import pandas

        assert len(pandas.read_json(path, lines=True)) == rows
        print(f"pandas: {name}, {rows} rows")
    if name.endswith(".arrow") and has("pyarrow"):
        import pyarrow.ipc

        table = pyarrow.ipc.open_stream(path).read_all()
        table.validate(full=True)
        assert table.num_rows == rows
        print(f"pyarrow: {name}, {rows} rows, {table.schema.types}")
    if name.endswith(".npz") and has("numpy"):
        import numpy

        arrays = numpy.load(path)
        assert all(len(arrays[key]) == rows for key in arrays)
        print(f"numpy: {name}, {rows} rows, {[str(arrays[key].dtype) for key in arrays]}")
    if name.endswith(".sqlite"):
        database = sqlite3.connect(path)
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert sum(database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables) == rows
        assert not database.execute("PRAGMA foreign_key_check").fetchall()
        print(f"sqlite3: {name}, {rows} rows, {len(tables)} tables, keys hold")

if (folder / "datapackage.json").exists() and has("frictionless"):
    import frictionless

    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]
    print(f"frictionless: datapackage.json, {report.stats['tasks']} tables valid, with their keys")
if (folder / "croissant.json").exists() and has("mlcroissant"):
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    for entry in manifest["files"]:
        count = sum(1 for _ in dataset.records(entry["table"]))
        assert count == entry["rows"], (entry["table"], count)
        print(f"mlcroissant: {entry['table']}, {count} records")
if manifest["files"][0]["file"].endswith((".csv", ".arrow")) and has("datasets"):
    import datasets

    for entry in manifest["files"]:
        kind = "csv" if entry["file"].endswith(".csv") else "arrow"
        table = datasets.load_dataset(kind, data_files=str(folder / entry["file"]), split="train", cache_dir=str(folder / ".cache"))
        assert table.num_rows == entry["rows"]
        print(f"datasets: {entry['file']}, {table.num_rows} rows")
