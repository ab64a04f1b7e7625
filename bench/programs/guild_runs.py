"""Writes the runs of one of our records as Guild AI stores them: a folder a run, with its attributes and its scalars in an event file.

    guild_runs.py RECORD GUILD_HOME
"""
import hashlib, json, os, sqlite3, sys

import yaml
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

record, home = sys.argv[1:]
ours = sqlite3.connect(f"file:{record}?mode=ro", uri=True)


def grouped(query):
    found = {}
    for run, *row in ours.execute(query):
        found.setdefault(run, []).append(row)
    return found


flags = grouped("SELECT run, name, value FROM params JOIN param_names ON number = param")
# All metrics of an epoch, then the next epoch.
scalars = grouped("SELECT run, name, step, value FROM metrics JOIN metric_names ON number = metric ORDER BY run, step")

for number, experiment, status, started, seconds in ours.execute("SELECT number, experiment, status, started, seconds FROM runs"):
    name = hashlib.md5(str(number).encode()).hexdigest()
    folder = os.path.join(home, "runs", name)
    guild = os.path.join(folder, ".guild")
    os.makedirs(os.path.join(guild, "attrs"))
    with open(os.path.join(guild, "opref"), "w") as file:
        file.write(f"script:/study '' '' {experiment}")
    attrs = {
        "id": name,
        "initialized": started * 1000,
        "started": started * 1000,
        "stopped": int(started * 1000 + seconds * 1e6),
        "exit_status": 0 if status == "done" else 1,
        "label": experiment,
        "flags": {param: json.loads(value) for param, value in flags.get(number, [])},
    }
    for attr, value in attrs.items():
        with open(os.path.join(guild, "attrs", attr), "w") as file:
            yaml.safe_dump(value, file)
    with open(os.path.join(guild, f"events.out.tfevents.{started // 1000}.bench.1.0"), "wb") as file:
        events = RecordWriter(file)
        events.write(Event(file_version="brain.Event:2").SerializeToString())
        for metric, step, value in scalars.get(number, []):
            summary = Summary(value=[Summary.Value(tag=metric, simple_value=value)])
            events.write(Event(step=step, summary=summary).SerializeToString())
        events.flush()
