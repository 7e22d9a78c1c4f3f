# Maps in files: as fast as from memory, and as the same images from nginx, which has a file for each?

group_maps() {
  prepare_nginx
  cp "$root/Host/Maps/earth-80x32.mbtiles" "$work/earth.mbtiles"
  map_tables "2,560 JPEGs of Earth" "$work/earth.mbtiles" 80 32 60
  "$work/load/load" tiles --map "$work/generated.mbtiles" --width 256 --height 256 --bytes 4096 >/dev/null
  map_tables "65,536 images of 4 KiB" "$work/generated.mbtiles" 256 256 4
  rm "$work/generated.mbtiles"
  ((long)) && map_of_5_gb || true
}

# map_tables NAME FILE WIDTH HEIGHT WARM_STREAMS
map_tables() {
  local name=$1 file=$2 area=$3x$4 cells=$(($3 * $4)) own_warm_streams=$5 total host_map=$2 on_disk=host-quiet calls=$((100 * rounds))
  ((quick)) && own_warm_streams=1
  total=$("$work/load/load" files --map "$file" --folder "$work/files")
  start copy
  # The Host takes small files into memory, unless images may be stored in them.
  if (($(stat -c %s "$file") <= 32 * 1024 * 1024)); then
    on_disk=host-writable
  fi
  start "$on_disk"
  entrants=("in memory|copy|ours" "Host, from the file|$on_disk|ours")
  table "$name, all streamed, own client, mutual TLS" "images/s" "us/image" "MB/s" memory
  measure "$name, streamed" more streamed_by 1e6 map_rate
  table "$name, GetImage one after another, own client, mutual TLS" "median us" "us/call" "99 % us" memory
  measure "$name, GetImage" less $((latency_calls + 1000)) 1e6 cell_latency
  printf '\n## %s, time to the first image of all, %d calls, mutual TLS\n\n| map | who | median ms | 95 %% ms | worst ms |\n|---|---|---|---|---|\n' "$name" "$calls"
  first_row "$name, first image" "$area" "$calls" "in memory" copy ours
  first_row "$name, first image" "$area" "$calls" "Host, from the file" "$on_disk" ours
  beside_nginx "$3" "$4"
  stop_servers
  rm -r "$work/files"
}

# Images and MB per second: map_rate SERVER CLIENT
map_rate() {
  local times seconds
  times=$(client "$2" stream "$1" mutual --area "$area" --total "$total" --warm-up "$own_warm_streams" --streams "$streams") || return
  seconds=$(median <<<"$times")
  echo "$(calculate "$cells / $seconds") $(figure "$(calculate "$total / $seconds / 1e6")")"
}

# Median and 99 % microseconds of calls for cells all over the map: cell_latency SERVER CLIENT
cell_latency() { client "$2" unary "$1" mutual --area "$area" --warm-up 1000 --calls "$latency_calls"; }

# The same images through curl, which takes the bytes and does not look at them.
beside_nginx() {
  local urls="/[0-$(($1 - 1))]/[0-$(($2 - 1))]"
  if [[ -z $nginx ]]; then
    printf '\nThere is no nginx to be had here: the rows of %s beside it are left out.\n' "$name"
    return
  fi
  body Area "ll {} ur { x: $(($1 - 1)) y: $(($2 - 1)) }" >"$work/map.body"
  # All requests come over one connection.
  start_nginx "$work/files" 1 0/0
  table "$name, all to curl, whole process, mutual TLS" "images/s" "us/image" "MB/s" nginx
  entrants=("nginx, 100 at once|nginx|at_once" "Host, one stream|$on_disk|one_stream")
  measure "$name, 100 at once" more "$cells" 1e6 curl_rate
  entrants=("nginx, one after another|nginx|in_turn" "Host, one stream|$on_disk|one_stream")
  measure "$name, one after another" more "$cells" 1e6 curl_rate
}

# Images and MB per second of a process of curl, with its start and handshake: curl_rate SERVER WAY
curl_rate() {
  local began=$EPOCHREALTIME seconds
  "$2" "$(url "$1" mutual)" || { echo "curl did not get all images from $1 ($2)" >&2; return 1; }
  seconds=$(calculate "$EPOCHREALTIME - $began")
  echo "$(calculate "$cells / $seconds") $(figure "$(calculate "$total / $seconds / 1e6")")"
}

at_once() { files_of "$1" --no-progress-meter --parallel --parallel-max 100; }

in_turn() { files_of "$1"; }

# All files, over one connection.
files_of() {
  curl_mutual "${@:2}" -o /dev/null -w '%{http_version} %{http_code} %{size_download} %{num_connects}\n' "$1$urls" |
    awk -v cells="$cells" -v total="$total" '$1 == 2 && $2 == 200 { count++; bytes += $3 } { connections += $4 } END { exit !(count == cells && bytes == total && connections == 1) }'
}

one_stream() {
  curl_mutual "${raw_headers[@]}" --data-binary "@$work/map.body" -o /dev/null -w '%{size_download}\n' "$1/satellite.Satellite/GetImages" |
    awk -v least=$((total + cells * least_overhead)) '{ exit !($1 >= least) }'
}

# Larger than a Host may ever be: what it takes to stream all of it.
map_of_5_gb() {
  local file=$work/large.mbtiles area=1024x1024 cells=$((1024 * 1024)) own_warm_streams=0 streams=1 total host_map rate
  host_map=$file
  total=$("$work/load/load" tiles --map "$file" --width 1024 --height 1024 --bytes 4096)
  start host-quiet
  printf '\n## A file of %s bytes, streamed once, mutual TLS\n\n| images/s | MB/s | highest RSS of the Host, MiB |\n|---|---|---|\n' "$(stat -c %s "$file")"
  rate=$(map_rate host-quiet ours)
  printf '| %s | %s | %s |\n' "$(figure "${rate% *}")" "$(figure "${rate#* }")" "$(highest_rss host-quiet)"
  printf 'maps/5 GB\tHost\t%s\t\t\t%s\n' "${rate% *}" "$(highest_rss host-quiet)" >>"$work/results.tsv"
  stop_servers
  rm "$file"
}
