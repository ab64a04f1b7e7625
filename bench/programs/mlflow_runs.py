"""Puts the runs of one of our records into an MLflow store of SQLite, and prints as JSON how fast MLflow finds them and writes more.

    mlflow_runs.py RECORD FOLDER RUNS
"""
import json, logging, os, sqlite3, sys, time

logging.disable(logging.WARNING)
record, folder, most = sys.argv[1:]
file = os.path.join(os.path.abspath(folder), "mlflow.db")

import mlflow
from mlflow.entities import Metric, ViewType
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

store = SqlAlchemyStore(f"sqlite:///{file}", os.path.join(folder, "mlruns"))
experiment = store.create_experiment("many-runs")

# Straight into its tables: its own functions would take hours.
ours = sqlite3.connect(f"file:{record}?mode=ro", uri=True)
theirs = sqlite3.connect(file)
uuid = lambda number: f"{number:032x}"
with theirs:
    theirs.executemany(
        "INSERT INTO runs (run_uuid, name, source_type, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id, user_id) "
        "VALUES (?, ?, 'LOCAL', ?, ?, ?, 'active', '', ?, 'bench')",
        (
            (uuid(number), name, "FINISHED" if status == "done" else "FAILED", started, started + int(1000 * seconds), int(experiment))
            for number, name, status, started, seconds in ours.execute("SELECT number, experiment, status, started, seconds FROM runs WHERE number <= ?", [most])
        ),
    )
    theirs.executemany(
        "INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)",
        (
            (name, value, uuid(run))
            for run, name, value in ours.execute("SELECT run, name, value FROM params JOIN param_names ON number = param WHERE run <= ?", [most])
        ),
    )
    theirs.executemany(
        "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, 0, ?, ?, 0)",
        (
            (name, value, uuid(run), step)
            for run, name, step, value in ours.execute("SELECT run, name, step, value FROM metrics JOIN metric_names ON number = metric WHERE run <= ?", [most])
        ),
    )
    theirs.executemany(
        "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, 0, ?, 0, ?)",
        (
            (name, value, step, uuid(run))
            for run, name, step, value in ours.execute("SELECT run, name, step, value FROM latest_metrics JOIN metric_names ON number = metric WHERE run <= ?", [most])
        ),
    )
runs = theirs.execute("SELECT count(*) FROM runs").fetchone()[0]


def seconds_of(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def search():
    found = store.search_runs([experiment], "", ViewType.ACTIVE_ONLY, max_results=50000)
    assert len(found) == runs


def fresh_run():
    return store.create_run(experiment, "bench", 0, [], "more").info.run_id


def metrics(run, steps):
    names = ("loss", "acc", "val_loss", "val_acc")
    return [Metric(name, 0.5, 0, step) for step in steps for name in names]


searched = sorted(seconds_of(search) for _ in range(2))
run = fresh_run()
epochs = sorted(seconds_of(lambda: store.log_batch(run, metrics(run, [step]), [], [])) for step in range(30))
# A call takes a thousand metrics at most.
batch = fresh_run()
batched = seconds_of(lambda: [store.log_batch(batch, metrics(batch, range(250 * part, 250 * part + 250)), [], []) for part in range(4)])
print(
    json.dumps(
        {
            "version": mlflow.__version__,
            "runs": runs,
            "search_s": searched[0],
            "epoch_ms": 1000 * epochs[len(epochs) // 2],
            "epoch_points_per_s": 4 / epochs[len(epochs) // 2],
            "batch_points_per_s": 4000 / batched,
        }
    )
)
