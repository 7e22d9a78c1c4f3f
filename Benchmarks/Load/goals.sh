# Where this run stands against what is to be reached. Expects $quick and $work/results.tsv, of these columns:
# GROUP/ROW, WHO, figure, ratio to grpc-go, server CPU per unit, the column beyond.

print_goals() {
  printf '\n## Goals\n\n| what | goal | this run | |\n|---|---|---|---|\n'
  unary_goals
  stream_goals
  other_goals
  soak_goals
  ((quick)) && printf '\nOf servers that are not warm: this says nothing of the goals, only that the benchmarks work.\n' || true
}

unary_goals() {
  local security whole
  for security in plaintext TLS "mutual TLS"; do
    whole=$(whole_of "$security")
    goal "unary closed loop, $security, requests/s by protobuf-net.Grpc's, the service alone" least 1 \
      "$(by "$(result "unary/$security" "service alone" 3)" "$(result "unary/$security" protobuf-net.Grpc 3)")"
    goal "unary closed loop, $security, CPU of $whole with its log by that of the service alone" most 1.10 \
      "$(by "$(result "unary/$security" "$whole" 5)" "$(result "unary/$security" "service alone" 5)")"
    goal "unary one after another, $security, median by protobuf-net.Grpc's, the service alone" most 1 \
      "$(by "$(result "latency/$security" "service alone" 3)" "$(result "latency/$security" protobuf-net.Grpc 3)")"
  done
}

# The server with all that the Host puts around a call.
whole_of() { if [[ $1 == "mutual TLS" ]]; then echo Host; else echo ours; fi; }

stream_goals() {
  local security reader
  goal "one-byte images, own client, plaintext, ratio to grpc-go" least 20 "$(result "small/plaintext, own client" ours 4)"
  goal "one-byte images, own client, TLS, ratio to grpc-go" least 18 "$(result "small/TLS, own client" ours 4)"
  goal "one-byte images, raw reader, plaintext, ratio to grpc-go" least 20 "$(result "small/plaintext, raw reader" ours 4)"
  goal "one-byte images, raw reader, TLS, ratio to grpc-go" least 16 "$(result "small/TLS, raw reader" ours 4)"
  for reader in "own client" "raw reader"; do
    for security in plaintext TLS; do
      goal "one-byte images, $reader, $security, CPU s/M images" most 0.07 "$(result "small/$security, $reader" ours 5)"
    done
  done
  for reader in "own client" "raw reader"; do
    for security in plaintext TLS "mutual TLS"; do
      goal "16 KiB images, $reader, $security, MiB/s by those before" least 1 \
        "$(by "$(result "large/$security, $reader" ours 3)" "$(result "large/$security, $reader" before 3)")"
    done
  done
  goal "1000x1000 area at the C# client, mutual TLS, beside Go's" least 3 "$(result throughput/1000x1000 "Host and C# client" 4)"
  goal "the same, native Host by the compiled one" least 0.9 \
    "$(by "$(result throughput/1000x1000 "Native Host and C# client" 3)" "$(result throughput/1000x1000 "Host and C# client" 3)")"
  goal "1,000 streams, plaintext: slowest by median" least 0.5 "$(result "many/plaintext, 1000 streams" ours 6)"
  goal "1,000 streams, mutual TLS: slowest by median" least 0.5 "$(result "many/mutual TLS, 1000 streams" Host 6)"
}

other_goals() {
  local area
  for area in 1x1 80x32 1000x1000 10000x10000; do
    goal "first image of $area, 95 % ms" most 2 "$(result "first/$area" Host 6)"
  done
  goal "Host RSS, reader stalled on all of the map, more than on 80x32, MiB" most 30.5 "$(result stalled/difference Host 3)"
  goal "Host start to first reply, native, ms" most 60 "$(result start/server "Host, native" 3)"
  goal "satcli get-image, native, whole process, ms" most 20 "$(result start/client "satcli, native" 3)"
  goal "the same by Python grpcio's" most 1 "$(by "$(result start/client "satcli, native" 3)" "$(result start/client "Python grpcio" 3)")"
  goal "1,000 watchers have an image, after it is stored, median ms" most 100 "$(result watch/acknowledgement Host 3)"
  map_goals
  tile_goals
  goal "Host RSS idle, native, MiB" most 35 "$(result memory/idle "Host, native" 3)"
  goal "Host RSS after calls, streams and 100 at once, native, MiB" most 100 "$(result memory/after "Host, native" 3)"
  goal "Host RSS 45 s after 1,000 streams, native, MiB" most 100 "$(result memory/later "Host, native" 3)"
}

soak_goals() {
  local who resource
  for who in Host "Host, native"; do
    goal "soak, $who, failed calls" most 0 "$(result soak/calls "$who" 3)"
    for resource in "${!soak_bounds[@]}"; do
      goal "soak, $who, ${soak_resources[resource]}: more at the end than after the warm-up" most "${soak_bounds[resource]}" \
        "$(result "soak/${soak_resources[resource]}" "$who" 3)"
    done
  done
}

map_goals() {
  local map
  for map in "2,560 JPEGs of Earth" "65,536 images of 4 KiB"; do
    goal "$map, streamed from the file, by the rate from memory" least 0.7 "$(result "maps/$map, streamed" "Host, from the file" 4)"
    goal "$map, first image from the file, 95 % ms" most 5 "$(result "maps/$map, first image" "Host, from the file" 6)"
    goal "$map, GetImage from the file, median by that from memory" most 1.3 "$(by 1 "$(result "maps/$map, GetImage" "Host, from the file" 4)")"
  done
  goal "Host RSS while a file of 5 GB is streamed, MiB" most 190.7 "$(result "maps/5 GB" Host 6)"
}

tile_goals() {
  local tiles kind
  for tiles in "2,560 JPEGs of 1 KB" "4,096 tiles of 16 KiB" "GeoTIFF, deflate" "GeoTIFF, jpeg"; do
    goal "$tiles, first over HTTPS, connection kept, 95 % ms" most 5 "$(result "first tile/$tiles, HTTP/2, connection kept" Host 6)"
    goal "$tiles, first of a stream, 95 % ms" most 5 "$(result "first tile/$tiles, GetImages, connection kept" Host 6)"
  done
  for kind in JPEG deflate; do
    goal "Host RSS while a large GeoTIFF is read, $kind, MiB" most 190.7 "$(result tiles/memory "large, $kind" 6)"
  done
}

# result ROW WHO COLUMN
result() { awk -F'\t' -v row="$1" -v who="$2" -v column="$3" '$1 == row && $2 == who { print $column }' "$work/results.tsv"; }

# by A B: A / B, where both are known.
by() {
  if [[ $1 =~ ^[0-9] && $2 =~ ^[0-9] ]]; then
    awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.9g", a / b }'
  fi
}

# goal WHAT least|most VALUE REACHED; what was not run is left out.
goal() {
  local met
  [[ -n $4 && $4 != failed ]] || return 0
  met=$(awk -v kind="$2" -v goal="$3" -v now="$4" 'BEGIN { print (kind == "least" ? now >= goal : now <= goal) ? "met" : "**missed**" }')
  printf '| %s | at %s %s | %s | %s |\n' "$1" "$2" "$3" "$(figure "$4")" "$met"
}
