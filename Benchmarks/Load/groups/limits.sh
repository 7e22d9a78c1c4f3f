# The first image, a stalled reader, and memory.

# One server with the large map; each area is asked for many times on a warm connection and cancelled after its first image.
group_first() {
  local area calls=100
  host_map=$work/map-10000.txt
  prepare_map 10000 "$host_map"
  start host protobuf-net-wide
  printf '\n## Time to the first image, warm server, 10,000x10,000 map, %d calls each, mutual TLS\n\n' "$calls"
  printf '| area | who | median ms | 95 %% ms | worst ms |\n|---|---|---|---|---|\n'
  for area in 1x1 80x32 1000x1000 10000x10000; do
    first_row "$area" "$area" "$calls" Host host ours
    first_row "$area" "$area" "$calls" protobuf-net.Grpc protobuf-net-wide plain
  done
  stop_servers
}

# first_row LABEL AREA CALLS WHO SERVER CLIENT
first_row() {
  local times median most
  times=$(client "$6" first "$5" mutual --area "$2" --warm-up "$warm_firsts" --calls "$3" | sort -n)
  median=$(median <<<"$times") most=$(sed -n "$(($3 * 95 / 100))p" <<<"$times")
  printf '| %s | %s | %s | %s | %s |\n' "$1" "$4" "$median" "$most" "$(tail -n 1 <<<"$times")"
  printf '%s\t%s\t%s\t\t\t%s\n' "$group/$1" "$4" "$median" "$most" >>"$work/results.tsv"
}

# Two Hosts with the same map, alike but for what their reader stalls on; three pairs.
group_stalled() {
  local pair rss small=() large=() pairs=3
  ((quick)) && pairs=1
  host_map=$work/map-10000.txt
  prepare_map 10000 "$host_map"
  for ((pair = 0; pair < pairs; pair++)); do
    rss_while_stalled 80x32
    small+=("$rss")
    rss_while_stalled 10000x10000
    large+=("$rss")
  done
  printf '\n## Host RSS while a reader stalls, 10,000x10,000 map, highest within %d s, median of %d\n\n' "$stall_seconds" "$pairs"
  printf '| reader stalls on | MiB |\n|---|---|\n'
  printf '| 80x32 | %s |\n' "$(median_of "${small[@]}")"
  printf '| 10000x10000 | %s |\n' "$(median_of "${large[@]}")"
  printf '\nPairs (80x32, then 10000x10000): %s; %s.\n' "${small[*]}" "${large[*]}"
  printf 'stalled/difference\tHost\t%s\t\t\t\n' "$(calculate "$(median_of "${large[@]}") - $(median_of "${small[@]}")")" >>"$work/results.tsv"
}

# Sets rss, in MiB.
rss_while_stalled() {
  local reader highest=0 now sample
  start host
  coproc READER { exec "$work/load/load" stall --server "$(address host mutual)" --security mutual --certs "$work/certs" --area "$1"; }
  reader=$READER_PID
  read -r -t 60 <&"${READER[0]}"
  for ((sample = 0; sample < stall_seconds * 2; sample++)); do
    now=$(awk '/^VmRSS/ { print $2 }' "/proc/${pids[host]}/status")
    ((now > highest)) && highest=$now
    sleep 0.5
  done
  kill "$reader" && wait "$reader" 2>/dev/null || true
  stop_servers
  rss=$(awk "BEGIN { printf \"%.1f\", $highest / 1024 }")
}

# Idle is after the start and one call; the load is one of each kind, over mutual TLS, and 1,000 streams in the end.
group_memory() {
  local entrant label server client idle after many later
  entrants=("grpc-go|go|go" "gRPC C++|cpp|cpp" "Host, native|host-native|ours")
  host_map=$work/map-1000.txt
  start go cpp host-native
  printf '\n## RSS of servers, mutual TLS, MiB\n\n'
  printf '| who | idle | after calls, streams and 100 streams at once | after 1,000 | 45 s later |\n|---|---|---|---|---|\n'
  for entrant in "${entrants[@]}"; do
    IFS='|' read -r label server client <<<"$entrant"
    client "$client" unary "$server" mutual --calls 1 --warm-up 0 >/dev/null
    sleep 1
    idle=$(rss "$server")
    closed_loop mutual "$server" >/dev/null
    stream mutual 1000x1000 1 "$server" "$client" >/dev/null
    side_by_side mutual 100 "$server" "$client" >/dev/null
    after=$(rss "$server")
    side_by_side mutual 1000 "$server" "$client" >/dev/null
    many=$(rss "$server")
    sleep 45
    later=$(rss "$server")
    printf '| %s | %s | %s | %s | %s |\n' "$label" "$idle" "$after" "$many" "$later"
    printf 'memory/%s\t%s\t%s\t\t\t\n' idle "$label" "$idle" after "$label" "$after" many "$label" "$many" later "$label" "$later" >>"$work/results.tsv"
  done
  stop_servers
}
