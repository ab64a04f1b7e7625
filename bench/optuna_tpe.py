"""Optuna's TPE on test functions, as the referee: the best value after so many trials, for seeds 0 … SEEDS-1.

    python optuna_tpe.py TRIALS SEEDS

Prints JSON: function → values.
"""
import json, math, sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
trials, seeds = map(int, sys.argv[1:3])


def branin(t):
    x, y = t.suggest_float("x", -5, 10), t.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def sphere(t):
    return sum((t.suggest_float(f"x{i}", -5, 5) - 1) ** 2 for i in range(5))


def rosenbrock(t):
    x, y = t.suggest_float("x", -2, 2), t.suggest_float("y", -1, 3)
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def mixed(t):
    rate = t.suggest_float("rate", 1e-5, 1, log=True)
    units = t.suggest_int("units", 1, 64)
    kind = t.suggest_categorical("kind", ["a", "b", "c", "d"])
    return (math.log10(rate) + 2.5) ** 2 + ((units - 40) / 20) ** 2 + {"a": 1, "b": 0, "c": 2, "d": 0.5}[kind]


found = {}
for function in [branin, sphere, rosenbrock, mixed]:
    found[function.__name__] = []
    for seed in range(seeds):
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize(function, n_trials=trials)
        found[function.__name__].append(study.best_value)
print(json.dumps(found))
