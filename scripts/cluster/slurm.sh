#!/usr/bin/env bash
#SBATCH --job-name=assay
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=assay-%A_%a.log
#SBATCH --signal=B:USR1@120
# slurm.sh SHARDS OUT ARGS...: `assay run ARGS...` as an array of SHARDS jobs, and a job that merges
# their run files to OUT once all have ended well. Call it, do not submit it. A job that is requeued
# (preempted, its node lost, its time over) goes on where its run file ends.
#   ASSAY         the program, by a path that every node has [assay]
#   SBATCH_FLAGS  further flags of sbatch, e.g. "--partition=gpu --gres=gpu:1 --time=12:00:00"
set -euo pipefail

usage() {
  sed -n '/^# slurm.sh/,/^set/s/^# \{0,1\}//p' "$0" >&2
  exit 3
}

shard_file() {
  printf '%s.shard-%s-of-%s' "$out" "$1" "$shards"
}

submit() {
  local flags array file files=()
  read -ra flags <<<"${SBATCH_FLAGS:-}"
  array=$(sbatch --parsable --array="1-$shards" "${flags[@]}" "$0" "$shards" "$out" "$@")
  for ((shard = 1; shard <= shards; ++shard)); do
    file=$(shard_file "$shard")
    files+=("$(printf '%q' "$file")")
  done
  sbatch --job-name=assay-merge --output=assay-merge-%j.log --dependency="afterok:$array" \
    --kill-on-invalid-dep=yes "${flags[@]}" \
    --wrap "$(printf '%q' "$assay") merge ${files[*]} -o $(printf '%q' "$out")"
}

# Shortly before the job's time is over: what is finished is stored, and the job queues again.
requeue() {
  kill -INT "$child" 2>/dev/null || true
  wait "$child" || true
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
}

run_shard() {
  "$assay" run "$@" --shard "$SLURM_ARRAY_TASK_ID/$shards" \
    -o "$(shard_file "$SLURM_ARRAY_TASK_ID")" &
  child=$!
  trap requeue USR1
  wait "$child"
}

if [ $# -lt 3 ] || ! [[ $1 =~ ^[1-9][0-9]*$ ]]; then usage; fi
shards=$1
out=$2
shift 2
assay=${ASSAY:-assay}
if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
  run_shard "$@"
else
  submit "$@"
fi
