# Tiles over HTTPS beside nginx, which has them as files, and beside a stream of the same; how soon the first is there. Areas and memory
# of GeoTIFFs are in rasters.sh.

readonly tile_connections=8

group_tiles() {
  prepare_nginx
  : >"$work/first-rows"
  cp "$root/Host/Maps/earth-80x32.mbtiles" "$work/earth.mbtiles"
  "$work/load/load" tiles --map "$work/generated.mbtiles" --width 64 --height 64 --bytes 16384 >/dev/null
  tile_tables "2,560 JPEGs of 1 KB" "$work/earth.mbtiles" 80 32 60
  tile_tables "4,096 tiles of 16 KiB" "$work/generated.mbtiles" 64 64 8
  rm "$work/generated.mbtiles"
  raster_tables
  print_firsts
  raster_memory
}

# tile_tables NAME FILE WIDTH HEIGHT WARM_STREAMS: each connection gets all tiles in a run.
tile_tables() {
  local name=$1 host_map=tiles=$2 area=$3x$4 cells=$(($3 * $4)) own_warm_streams=$5 warm_seconds=3 total check=check_tiles
  local requests=$((cells * tile_connections)) baseline=nginx
  ((quick)) && own_warm_streams=1 warm_seconds=0
  start host-view host-view-quiet
  save_tiles host-view
  if [[ -n $nginx ]]; then
    serve_files
  else
    baseline="the Host"
    printf '\nThere is no nginx to be had here: its rows are left out.\n'
  fi
  try_check host-view
  table "$name over HTTPS, mutual TLS" "tiles/s" "us/tile" "median us | 99 % us | MB/s | client, cores" "$baseline"
  entrants=(
    "nginx|nginx|h2" "Host, no log|host-view-quiet|h2" "Host|host-view|h2" "Host, no log, GetImages to own client|host-view-quiet|stream"
  )
  measure_tiles "$name, HTTP/2"
  entrants=("nginx|nginx|h1" "Host, no log|host-view-quiet|h1")
  measure_tiles "$name, HTTP/1.1"
  first_tiles "$name" ${nginx:+nginx} host-view
  first_images "$name" host-view "$area" "$warm_firsts"
  stop_servers
}

measure_tiles() {
  [[ -n $nginx ]] || entrants=("${entrants[@]:1}")
  measure "$1" more tile_units 1e6 tile_rate
}

# Writes what a Host has as a folder of files, and where it has each in $work/SERVER.pages. Sets total, in bytes.
save_tiles() {
  rm -rf "$work/files"
  satcli "$1" get-area -o "$work/files/"
  # Neither server is asked in the order in which it has them.
  (cd "$work/files" && find . -mindepth 3 -type f -printf '%P\n') | sort | shuf --random-source=<(yes) >"$work/tiles"
  total=$(find "$work/files" -mindepth 3 -type f -printf '%s\n' | awk '{ total += $1 } END { print total }')
  local server
  for server in "${!pids[@]}"; do
    list_tiles "$server" "s|^\(.*\)\.[a-z]*\$|https://localhost:${ports[$server.view]}/maps/tiles/\1 $work/files/&|"
  done
}

serve_files() {
  start_nginx "$work/files" "$(nproc)" "$(head -n 1 "$work/tiles")"
  list_tiles nginx "s|.*|$(url nginx mutual)/& $work/files/&|"
}

list_tiles() {
  sed "$2" "$work/tiles" >"$work/$1.pages"
  cut -d' ' -f1 "$work/$1.pages" >"$work/$1.urls"
}

# satcli SERVER COMMAND...
satcli() {
  timeout "$longest_run" "$work/satcli/satcli" "${@:2}" --server "https://$(address "$1" mutual)" --certs "$work/certs" \
    2>"$work/satcli.err" || { cat "$work/satcli.err" >&2; return 1; }
}

# tile_rate SERVER WAY: h2 and h1 are h2load's, stream is that of our client for gRPC.
tile_rate() {
  local both
  [[ $2 == stream ]] || { h2load_rate "$@"; return; }
  both=$(map_rate "$1" ours) || return
  echo "${both% *} - - ${both#* } -"
}

tile_units() { if [[ $1 == stream ]]; then streamed_by ours; else echo "$requests"; fi; }

# Tiles per second, median and 99 % microseconds, MB per second, and how much of a core h2load took. One byte too few must not look fast.
h2load_rate() {
  local options=(-m 4) rate TIMEFORMAT='%R %U %S' log=$work/h2load.log report=$work/h2load.out
  [[ $2 == h2 ]] || options=(--h1)
  rm -f "$log"
  { time with_certificate h2load -n "$requests" -c "$tile_connections" -t 1 "${options[@]}" -i "$work/$1.urls" --log-file "$log" \
    >"$report" 2>&1; } 2>"$work/h2load.time" || { cat "$report" >&2; return 1; }
  grep -q " $requests succeeded, 0 failed" "$report" && grep -q " ($((total * tile_connections))) data" "$report" ||
    { echo "h2load did not get all tiles from $1:" >&2; tail -n 8 "$report" >&2; return 1; }
  rate=$(sed -n 's|^finished in .*, \([0-9.]*\) req/s.*|\1|p' "$report")
  echo "$rate $(percentiles "$log") $(figure "$(calculate "$rate * $total / $cells / 1e6")")" \
    "$(awk '{ printf "%.2f", ($2 + $3) / $1 }' "$work/h2load.time")"
}

with_certificate() {
  timeout "$longest_run" env LD_PRELOAD="$work/client_certificate.so" LOAD_CERTIFICATE="$work/certs/client-cert.pem" \
    LOAD_KEY="$work/certs/client-key.pem" "$@"
}

percentiles() { cut -f3 "$1" | sort -n | awk '{ times[NR] = $1 } END { print times[int((NR + 1) / 2)], times[int(NR * 0.99)] }'; }

# check_tiles SERVER WAY: whether every body is, byte for byte, the file. The client of a stream counts images and bytes itself.
check_tiles() {
  local version=2.0
  [[ $2 != h1 ]] || version=1.1
  [[ $2 == stream ]] || "$work/load/load" check --list "$work/$1.pages" --certs "$work/certs" --http "$version" >/dev/null
}

# A check that finds nothing where one byte of a file is another is no check.
try_check() {
  local address file
  read -r address file < <(head -n 1 "$work/$1.pages")
  { head -c -1 "$file"; printf U; } >"$work/wrong-tile"
  echo "$address $work/wrong-tile" >"$work/wrong.pages"
  if "$work/load/load" check --list "$work/wrong.pages" --certs "$work/certs" --http 2.0 >/dev/null 2>"$work/wrong.err"; then
    faults+=("tiles: the check takes a tile of another byte")
  elif ! grep -q 'bytes that are not the' "$work/wrong.err"; then
    cat "$work/wrong.err" >&2
    faults+=("tiles: the check does not say that a tile is another")
  fi
}

# first_tiles NAME SERVERS...: a GeoTIFF's Host keeps 8 MiB of tiles, and is never asked for one of the last ones.
first_tiles() {
  local name=$1 round server connection report
  local -A times=() warm_ups=([kept]=160 [fresh]=20) calls=([kept]=160 [fresh]=30)
  for ((round = 0; round < rounds; round++)); do
    for connection in kept fresh; do
      for server in "${@:2}"; do
        report=$("$work/load/load" tile --list "$work/$server.pages" --certs "$work/certs" --http 2.0 --connection "$connection" \
          --warm-up "${warm_ups[$connection]}" --calls "${calls[$connection]}") ||
          { faults+=("$name: first tiles of $server, connection $connection: see above"); continue; }
        times[$server/$connection]+="$report "
      done
    done
  done
  for connection in kept fresh; do
    for server in "${@:2}"; do
      [[ -z ${times[$server/$connection]:-} ]] ||
        keep_firsts "$name, HTTP/2, connection $connection" "$server" "${times[nginx/$connection]:-}" ${times[$server/$connection]}
    done
  done
}

# first_images NAME SERVER AREA WARM_UP: of streams of all, each on the same connection and left after its first.
first_images() {
  local times
  times=$(client ours first "$2" mutual --area "$3" --warm-up "$4" --calls $((100 * rounds)))
  keep_firsts "$1, GetImages, connection kept" "$2" '' $times
}

# keep_firsts WHAT SERVER TIMES_OF_NGINX TIMES...
keep_firsts() {
  local who=Host median most worst ratio=''
  [[ $2 != nginx ]] || who=nginx
  median=$(median_of "${@:4}") most=$(printf '%s\n' "${@:4}" | sort -g | sed -n "$((($# - 3) * 95 / 100))p")
  worst=$(printf '%s\n' "${@:4}" | sort -g | tail -n 1)
  [[ -z $3 ]] || ratio=$(printf %.2f "$(ratio less "$median" "$(median_of $3)")")
  printf '| %s | %s | %s | %s | %s | %s |\n' "$1" "$who" "$ratio" "$(figure "$median")" \
    "$(figure "$most")" "$(figure "$worst")" >>"$work/first-rows"
  printf 'first tile/%s\t%s\t%s\t\t\t%s\n' "$1" "$who" "$median" "$most" >>"$work/results.tsv"
}

print_firsts() {
  printf '\n## From the request to the last byte of the first tile, mutual TLS\n\n'
  printf '| what | who | ratio to nginx | median ms | 95 %% ms | worst ms |\n|---|---|---|---|---|---|\n'
  cat "$work/first-rows"
}
