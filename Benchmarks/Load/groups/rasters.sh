# GeoTIFFs: areas beside GDAL, and what memory a large file takes. A part of the group tiles.

readonly raster_area=20x8 raster_cells=160 raster_pixels=(5120 2048)

# The Blue Marble map as one picture of 5120 x 2048 pixels, in 160 tiles of 256 x 256 and with overviews, without satcli's alpha band.
raster_tables() {
  local host_map=$work/earth.mbtiles kind
  start host-quiet
  satcli host-quiet get-area -o "$work/marble.tif"
  stop_servers
  make_cog deflate -co COMPRESS=DEFLATE -co PREDICTOR=YES
  make_cog jpeg -co COMPRESS=JPEG
  rm "$work/marble.tif"
  for kind in deflate jpeg; do
    raster_table "$kind"
  done
}

make_cog() { gdal gdal_translate -b 1 -b 2 -b 3 -of COG -co BLOCKSIZE=256 "${@:2}" "$work/marble.tif" "$work/marble-$1.tif"; }

gdal() { timeout "$longest_run" env GDAL_PAM_ENABLED=NO "$1" -q "${@:2}"; }

# raster_table KIND. In the first three rows a process has begun before, the last four are whole processes. The baseline decodes only.
raster_table() {
  local file=$work/marble-$1.tif host_map=tiles=$work/marble-$1.tif total round who report order=() labels=()
  local figure used size baseline raster_warm_streams=3 raster_streams=3
  local -A ratios=() times=() processor=() sizes=()
  ((!quick)) || raster_warm_streams=1 raster_streams=1
  start host-view-quiet
  save_tiles host-view-quiet
  [[ $1 == jpeg ]] || same_as_gdal || faults+=("tiles: the Host's PNG tiles are not what GDAL reads, see above")
  order=(gdal_decode gdal_png host_stream gdal_raw gdal_picture satcli_raw satcli_picture)
  labels=(
    "GDAL, 160 tiles decoded, one process" "GDAL, 160 tiles decoded and made PNG, one process" "Host, GetImages of 160 to own client"
    "gdal_translate to raw samples" "gdal_translate to one PNG" "satcli get-area, 160 images as they come" "satcli get-area to one PNG"
  )
  for ((round = 0; round < rounds; round++)); do
    for who in "${order[@]}"; do
      report=$("$who") || { faults+=("tiles: a run of $who failed"); continue; }
      read -r figure used size <<<"$report"
      [[ $who != gdal_decode ]] || baseline=$figure
      times[$who]+="$figure " processor[$who]+="$used " sizes[$who]=$size ratios[$who]+="$(ratio less "$figure" "$baseline") "
    done
  done
  print_raster_table "$1"
  first_tiles "GeoTIFF, $1" host-view-quiet
  first_images "GeoTIFF, $1" host-view-quiet "$raster_area" 200
  stop_servers
}

print_raster_table() {
  local i who
  printf '\n## A GeoTIFF (COG, %s) of 5120 x 2048 pixels, all of it\n\n' "$1"
  printf '| who | ratio to GDAL that decodes | ms | CPU, ms | MB made |\n|---|---|---|---|---|\n'
  for i in "${!order[@]}"; do
    who=${order[i]}
    [[ -n ${times[$who]:-} ]] || continue
    printf '| %s | %.2f | %s | %s | %s |\n' "${labels[i]}" "$(median_of ${ratios[$who]})" "$(figure "$(median_of ${times[$who]})")" \
      "$(figure "$(median_of ${processor[$who]})")" "$(figure "$(calculate "${sizes[$who]} / 1e6")")"
  done
}

# Each prints milliseconds, processor milliseconds of all that worked for it, and bytes.

gdal_decode() { gdal_tiles decode "$file" 4; }

gdal_png() { gdal_tiles png "$file" 2; }

host_stream() {
  local before seconds used count
  before=$(cpu_seconds host-view-quiet)
  count=$((raster_warm_streams + raster_streams))
  seconds=$(client ours stream host-view-quiet mutual --area "$raster_area" --total "$total" --warm-up "$raster_warm_streams" \
    --streams "$raster_streams") || return
  used=$(calculate "($(cpu_seconds host-view-quiet) - $before) / $count * 1e3")
  echo "$(calculate "$(median <<<"$seconds") * 1e3") $used $total"
}

gdal_raw() { process_of "$work/marble.raw" gdal gdal_translate -srcwin 0 0 "${raster_pixels[@]}" -of ENVI "$file" "$work/marble.raw"; }

gdal_picture() {
  process_of "$work/marble.png" gdal gdal_translate -srcwin 0 0 "${raster_pixels[@]}" -of PNG -co ZLEVEL=1 "$file" "$work/marble.png"
}

satcli_raw() { process_of "$work/marble.raw" satcli host-view-quiet get-area --format raw -o "$work/marble.raw"; }

satcli_picture() { process_of "$work/marble.png" satcli host-view-quiet get-area -o "$work/marble.png"; }

# process_of FILE COMMAND...: the Host's processor time is counted too.
process_of() {
  local TIMEFORMAT='%R %U %S' before size
  rm -f "$1"
  before=$(cpu_seconds host-view-quiet)
  { time "${@:2}" >/dev/null 2>"$work/process.err"; } 2>"$work/process.time" || { cat "$work/process.err" >&2; return 1; }
  size=$(stat -c %s "$1")
  awk -v host="$(calculate "$(cpu_seconds host-view-quiet) - $before")" -v size="$size" \
    '{ print $1 * 1e3, ($2 + $3 + host) * 1e3, size }' "$work/process.time"
}

# Debian's Python, which has GDAL.
gdal_tiles() { timeout "$longest_run" /usr/bin/python3 "$here/Python/gdal_tiles.py" "$@"; }

same_as_gdal() { [[ $(gdal_tiles check "$file" "$work/files") == "$raster_cells" ]]; }

# A Host for each file. JPEGs are sent as they are, so all of a large file is read; of deflate, as much as is done in some 10 s.
raster_memory() {
  local gigabytes=5 jpegs=1000x500 pictures=1000x2 free
  ((quick)) && gigabytes=0.5 jpegs=1000x10 pictures=100x1
  # A fifth of a GB is more than is written; the rest is a hole.
  free=$(df --output=avail -B1 "$work" | tail -n 1)
  ((free > 1000000000)) || { faults+=("tiles: 1 GB has to be free in $work for a large GeoTIFF, and $free bytes are"); return 0; }
  printf '\n## Memory of a Host that serves a GeoTIFF, mutual TLS\n\n'
  printf '| file | bytes | images read | RSS at the start, MiB | RSS afterwards, MiB | highest RSS, MiB |\n|---|---|---|---|---|---|\n'
  memory_row "small, JPEG" "$work/marble-jpeg.tif" "$raster_area" 100
  memory_row "small, deflate" "$work/marble-deflate.tif" "$raster_area" 12
  "$work/load/load" raster --file "$work/large.tif" --compression jpeg --gigabytes "$gigabytes" >/dev/null
  memory_row "large, JPEG" "$work/large.tif" "$jpegs" 1
  "$work/load/load" raster --file "$work/large.tif" --compression deflate --gigabytes "$gigabytes" >/dev/null
  memory_row "large, deflate" "$work/large.tif" "$pictures" 1
  rm "$work/large.tif"
}

# memory_row NAME FILE AREA STREAMS
memory_row() {
  local host_map=$2 cells=$((${3/x/*})) streams=$4 began
  ((!quick)) || streams=1
  start host-quiet
  began=$(rss host-quiet)
  client ours stream host-quiet mutual --area "$3" --total any --warm-up 0 --streams "$streams" >/dev/null ||
    faults+=("tiles: $1 could not be read, see above")
  printf '| %s | %s | %s | %s | %s | %s |\n' "$1" "$(stat -c %s "$2")" "$((cells * streams))" "$began" "$(rss host-quiet)" \
    "$(highest_rss host-quiet)"
  printf 'tiles/memory\t%s\t%s\t\t\t%s\n' "$1" "$(rss host-quiet)" "$(highest_rss host-quiet)" >>"$work/results.tsv"
  stop_servers
}
