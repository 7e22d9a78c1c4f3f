#!/usr/bin/env bash
# Measures the Host and a C# client beside a Go server and a Go client, on loopback, over mutual TLS, with one-byte images.
#
#   Benchmarks/Load/run.sh [--rounds N]
#
# Builds everything, makes certificates and maps in a temporary folder, and prints tables in Markdown. Needs openssl, protoc
# and Debian's Go packages (Tests/run.sh installs them). Ours and Go's runs alternate; compare inside one run only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
rounds=7
[[ ${1:-} == --rounds ]] && rounds=$2

source "$here/preparations.sh"
source "$here/servers.sh"
trap 'stop_servers; rm -rf "$work"' EXIT

main() {
  prepare_certificates
  prepare_map 1000 "$work/map-1000.txt"
  prepare_map 10000 "$work/map-10000.txt"
  build_ours
  build_go
  describe_machine
  compare_throughput
  time_first_images
  weigh_stalled_readers
}

# 1,000,000 images: warm-up, then interleaved rounds. Every round is a client process of its own.
compare_throughput() {
  local round ours go=() mine=() ratios=() cpu_ours cpu_go images
  start_host "$work/map-1000.txt"
  start_go_server "$work/map-1000.txt"
  stream_ours >/dev/null
  stream_go >/dev/null
  cpu_ours=$(cpu_seconds "$host_pid") cpu_go=$(cpu_seconds "$go_pid")
  for ((round = 0; round < rounds; round++)); do
    mine+=("$(stream_ours | median)")
    go+=("$(stream_go | median)")
    ratios+=("$(awk "BEGIN { printf \"%.2f\", ${go[-1]} / ${mine[-1]} }")")
  done
  images=$((rounds * 5))
  cpu_ours=$(awk "BEGIN { printf \"%.3f\", ($(cpu_seconds "$host_pid") - $cpu_ours) / $images }")
  cpu_go=$(awk "BEGIN { printf \"%.3f\", ($(cpu_seconds "$go_pid") - $cpu_go) / $images }")
  stop_servers

  printf '\n## 1000x1000 area, median of %d rounds\n\n' "$rounds"
  printf '| pair | seconds | M images/s | server CPU s per M images |\n|---|---|---|---|\n'
  throughput_row "Host and C# client" "$(lines "${mine[@]}" | median)" "$cpu_ours"
  throughput_row "Go server and Go client" "$(lines "${go[@]}" | median)" "$cpu_go"
  printf '\nMedian of per-round ratios: ours is **%s times** as fast as Go (rounds: %s).\n' "$(lines "${ratios[@]}" | median)" "${ratios[*]}"
}

throughput_row() {
  printf '| %s | %s | %s | %s |\n' "$1" "$2" "$(awk "BEGIN { printf \"%.2f\", 1 / $2 }")" "$3"
}

stream_ours() { "$work/load/load" stream --server "https://localhost:$host_port" --certs "$work/certs" --area 1000x1000 --warm-up 2 --streams 3; }
stream_go() { "$work/go/client" --server "localhost:$go_port" --certs "$work/certs" --area 1000x1000 --warm-up 2 --streams 3; }

# One Host with the large map; each area is asked for many times on a warm connection and cancelled after its first image.
time_first_images() {
  local area times
  start_host "$work/map-10000.txt"
  printf '\n## Time to the first image, warm server, 10,000x10,000 map, 100 calls each\n\n'
  printf '| area | median ms | 95 %% ms | worst ms |\n|---|---|---|---|\n'
  for area in 1x1 80x32 1000x1000 10000x10000; do
    times=$("$work/load/load" first --server "https://localhost:$host_port" --certs "$work/certs" --area "$area" --warm-up 20 --calls 100 | sort -n)
    printf '| %s | %s | %s | %s |\n' "$area" "$(median <<<"$times")" "$(sed -n 95p <<<"$times")" "$(tail -n 1 <<<"$times")"
  done
  stop_servers
}

# Two Hosts with the same map, alike but for what their reader stalls on; three pairs.
weigh_stalled_readers() {
  local pair rss small=() large=()
  for pair in 1 2 3; do
    rss_while_stalled 80x32
    small+=("$rss")
    rss_while_stalled 10000x10000
    large+=("$rss")
  done
  printf '\n## Host RSS while a reader stalls, 10,000x10,000 map, highest within 10 s, median of 3\n\n'
  printf '| reader stalls on | MiB |\n|---|---|\n'
  printf '| 80x32 | %s |\n' "$(lines "${small[@]}" | median)"
  printf '| 10000x10000 | %s |\n' "$(lines "${large[@]}" | median)"
  printf '\nPairs (80x32, then 10000x10000): %s; %s.\n' "${small[*]}" "${large[*]}"
}

# Sets rss, in MiB.
rss_while_stalled() {
  local reader highest=0 now sample
  start_host "$work/map-10000.txt"
  coproc READER { exec "$work/load/load" stall --server "https://localhost:$host_port" --certs "$work/certs" --area "$1"; }
  reader=$READER_PID
  read -r -t 60 <&"${READER[0]}"
  for ((sample = 0; sample < 20; sample++)); do
    now=$(awk '/^VmRSS/ { print $2 }' "/proc/$host_pid/status")
    ((now > highest)) && highest=$now
    sleep 0.5
  done
  kill "$reader" && wait "$reader" 2>/dev/null || true
  stop_servers
  rss=$(awk "BEGIN { printf \"%.1f\", $highest / 1024 }")
}

describe_machine() {
  printf '\n## Machine\n\n'
  printf -- '- %s cores, %s\n' "$(nproc)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
  printf -- '- %s, .NET %s, %s, grpc-go %s\n' "$(uname -sr)" "$(dotnet --version)" "$(go version | cut -d' ' -f3)" \
    "$(dpkg-query -W -f '${Version}' golang-google-grpc-dev 2>/dev/null || echo '?')"
  printf -- '- `Benchmarks/Load/run.sh --rounds %d` at %s\n' "$rounds" "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo '?')"
}

lines() { printf '%s\n' "$@"; }

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

main
