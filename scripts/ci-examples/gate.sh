#!/usr/bin/env bash
# Gates the model or the build at hand against the last one that passed. Keep the directory gate/
# between jobs: it holds the baseline. Ends with the gate's exit code: 0 GO, 1 NO-GO, 2 INCONCLUSIVE,
# 3 usage, 4 infrastructure.
set -euo pipefail

assay=${ASSAY:-build/release/evals/assay}
policy=$(dirname "${BASH_SOURCE[0]}")/gate.yaml
mkdir -p gate

# The same command goes on where an interrupted job stopped.
"$assay" run assay-math --model builtin --limit "${ASSAY_LIMIT:-200}" -k 4 -o gate/new.run
"$assay" report gate/new.run -o gate/page.html

if [ ! -f gate/baseline.json ]; then
  "$assay" gate gate/new.run --save-baseline gate/baseline.json
  echo "The first run is the baseline."
  exit 0
fi
# A run that is GO becomes the next baseline.
"$assay" gate gate/new.run --baseline gate/baseline.json --policy "$policy" \
  --junit gate/gate.xml --markdown gate/gate.md --save-baseline gate/baseline.json
