"""Golden values of the statistics, from SciPy, statsmodels and enumeration.

    pip install -r scripts/oracles/statistics/requirements.txt
    python tests/golden/statistics/make.py

writes cases.json beside this file: per statistic ten seeded random cases of
scripts/oracles/statistics/reference.py, with the reference's result and the tolerance.
"""
import json
import random
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "scripts" / "oracles" / "statistics"))
import reference  # noqa: E402

COUNT = 10
BOOTSTRAP_COUNT = 2  # their resample indices are long


def cases():
    for name in reference.CASES:
        rng = random.Random(f"golden {name}")
        wanted = BOOTSTRAP_COUNT if "indices" in reference.CASES[name][0](random.Random(0)) else COUNT
        made = 0
        while made < wanted:
            arguments, expected, tolerance = reference.make(name, rng)
            if expected is not None:
                made += 1
                yield {"arguments": arguments, "expected": expected, "tolerance": tolerance}


warnings.simplefilter("ignore")
versions = {name: version(name) for name in ("numpy", "scipy", "statsmodels")}
lines = ",\n".join(json.dumps(case) for case in cases())
(HERE / "cases.json").write_text(f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")
