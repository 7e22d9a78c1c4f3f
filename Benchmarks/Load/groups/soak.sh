# Soak: a mixed load of many clients for minutes, Host and grpc-go in turn. Runs only where --only names it.

readonly soak_clients=200 soak_rate=400

# What the Host may have more of in its last period than in its first after the warm-up: MiB, handles, threads. The young heap alone may
# take 16 MiB more or less between two samples; a connection that is just being made is a handle.
readonly soak_bounds=(16 10 5) soak_resources=("RSS, MiB" handles threads)

# Periods of 30 s, so that both servers meet the same machine; the first two of each warm up.
group_soak() {
  local server=host label=Host period=30 seconds=$((soak_minutes * 60)) output
  if [[ -x $work/host-native/CodeFirstSatellite.Host ]]; then server=host-native label="Host, native"; fi
  ((quick)) && seconds=24
  ((seconds >= 180)) || period=$((seconds / 6))
  host_map=$work/map-1000.txt
  certify_each $(seq -f 'client-%g' "$soak_clients")
  start "$server" go
  output=$(timeout $((seconds * 2 + 120)) "$work/load/load" soak \
    --servers "$(address "$server" mutual)/${pids[$server]},$(address go mutual)/${pids[go]}" --certs "$work/certs" --area 1000x1000 \
    --clients "$soak_clients" --rate "$soak_rate" --period "$period" --periods $((seconds / period)) --connections "$soak_connections") ||
    { faults+=("soak: the load ended early, see above"); stop_servers; return 0; }
  print_soak "$label" "$seconds" $output
  stop_servers
}

# print_soak LABEL SECONDS FIGURES...: 16 figures of the Host, as many of grpc-go.
print_soak() {
  local label=$1 ours=("${@:3:16}") peer=("${@:19:16}") resource
  printf '\n## Soak: %d clients, %d calls/s, %d s of load for each server, mutual TLS\n\n' "$soak_clients" "$soak_rate" "$2"
  printf '| who | calls | failed | cancelled streams | late streams | new connections | GetImage, median ms | 99 %% ms | ratio to grpc-go |\n'
  printf '|---|---|---|---|---|---|---|---|---|\n'
  soak_calls "$label" "${peer[6]}" "${ours[@]}"
  soak_calls grpc-go "${peer[6]}" "${peer[@]}"
  printf '\n| what its process has | who | after the warm-up | at the end | slope, an hour |\n|---|---|---|---|---|\n'
  for resource in 0 1 2; do
    soak_growth "$resource" "$label" "${ours[@]:7 + resource * 3:3}"
    soak_growth "$resource" grpc-go "${peer[@]:7 + resource * 3:3}"
  done
}

# soak_calls WHO PEER_MILLISECONDS FIGURES...
soak_calls() {
  local ratio
  ratio=$(ratio less "$9" "$2")
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %.2f |\n' "$1" "${@:3:5}" "$(figure "$8")" "$(figure "$9")" "$ratio"
  printf 'soak/calls\t%s\t%s\t%s\t\t%s\n' "$1" "$4" "$ratio" "$9" >>"$work/results.tsv"
  (($4 == 0)) || faults+=("soak: $4 of $3 calls to $1 failed; none may")
}

# soak_growth RESOURCE WHO FIRST LAST SLOPE; grpc-go may grow as it likes.
soak_growth() {
  local name=${soak_resources[$1]} bound=${soak_bounds[$1]} more
  more=$(calculate "$4 - $3")
  printf '| %s | %s | %s | %s | %s |\n' "$name" "$2" "$3" "$4" "$(figure "$5")"
  printf 'soak/%s\t%s\t%s\t\t\t\n' "$name" "$2" "$more" >>"$work/results.tsv"
  [[ $2 == grpc-go ]] || (($(calculate "($more <= $bound)"))) ||
    faults+=("soak: $2 had $more more at the end ($name); up to $bound counts as flat")
}
