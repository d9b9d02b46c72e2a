#!/bin/sh
# Stands in for lt-gate in tests: tells what it was called with.
case "$1" in
  compare)
    case "$*" in *refused*) echo "lt-gate: $5: these two cannot be compared" >&2; exit 2 ;; esac
    while [ $# -gt 0 ]; do
      case "$1" in
        --base) base=$2 ;;
        --arm) arms="$arms $2" ;;
        --json) json=$2 ;;
        --junit) junit=$2 ;;
      esac
      shift
    done
    echo "compared with $base:$arms"
    echo '{"format":"lt.result/1","verdict":"regression","reasons":["a reason"],"more":1}' > "$json"
    echo '<testcase name="p95" classname="GET /"><system-out>regression: slower</system-out></testcase>' > "$junit"
    ;;
  baseline)
    case "$2" in
      list)
        [ "$3" != --store=dir:broken ] || { echo "lt-gate: dir:broken: no store" >&2; exit 1; }
        echo '{"format":"lt.baselines/1","baselines":[{"id":"b-1","name":"main","created_us":1500000,"sha":null,"new":true}]}'
        ;;
      show) exit 6 ;;
      save)
        case "$*" in
          *--force-reason=*) echo "kept: $*" ;;
          *) echo "lt-gate: not kept: the run is in doubt" >&2; exit 5 ;;
        esac
        ;;
    esac
    ;;
esac
