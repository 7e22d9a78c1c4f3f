# Changes: how soon all of 1,000 watchers have an image that was stored.

# All watch the whole map, on 10 connections of one process; the images are stored one after the other, each when all have the one before.
group_watch() {
  local round times changes=50 after=() sent=()
  ((quick)) && changes=10
  host_map="$work/watched.mbtiles#create=64x64,jpg"
  start host-writable
  for ((round = 0; round < rounds; round++)); do
    times=$(client ours watch host-writable mutual --connections 10 --streams 100 --warm-up 30 --changes "$changes" --bytes 4096)
    after+=($(cut -d' ' -f1 <<<"$times"))
    sent+=($(cut -d' ' -f2 <<<"$times"))
  done
  printf '\n## Images of 4 KiB stored in an MBTiles file, until the last of 1,000 watchers has them, mutual TLS, ms\n\n'
  printf '| from | median | 95 %% | worst |\n|---|---|---|---|\n'
  watch_row acknowledgement "${after[@]}"
  watch_row sending "${sent[@]}"
  printf '\nThe Host has %s MiB of RSS then.\n' "$(rss host-writable)"
  stop_servers
}

# watch_row FROM TIMES...
watch_row() {
  local median most worst
  median=$(median_of "${@:2}")
  most=$(printf '%s\n' "${@:2}" | sort -g | sed -n "$((($# - 1) * 95 / 100))p")
  worst=$(printf '%s\n' "${@:2}" | sort -g | tail -n 1)
  printf '| %s | %s | %s | %s |\n' "$1" "$(figure "$median")" "$(figure "$most")" "$(figure "$worst")"
  printf 'watch/%s\tHost\t%s\t\t\t%s\n' "$1" "$median" "$worst" >>"$work/results.tsv"
}
