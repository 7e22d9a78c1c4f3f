# Interleaved runs and the tables made of them. Expects $rounds and $work; results also go to $work/results.tsv, for goals.sh.

# measure ROW BETTER UNITS CPU COMMAND...
#
# Runs COMMAND SERVER CLIENT for each of $entrants ("LABEL|SERVER|CLIENT"), to warm up, and then in $rounds rounds in which they
# take turns, and prints a row for each.
# COMMAND prints a figure, of which more is BETTER (more or less), and may print another after it, for a column of its own. A
# run is UNITS of work for the server, a number or a function that gives it for a CLIENT; the server's processor time is
# divided by it and multiplied by CPU. 0 where the work cannot be counted. The ratio is the median of the rounds' ratios to the
# first entrant, above 1 when ahead of it.
measure() {
  local row=$1 better=$2 units=$3 scale=$4 round entrant label server client figure warm
  local -A figures=() seconds=() ratios=() asides=()
  shift 4
  for entrant in "${entrants[@]}"; do
    IFS='|' read -r label server client <<<"$entrant"
    warm=$((SECONDS + $(warm_seconds_of "$server")))
    until "$@" "$server" "$client" >/dev/null; ((SECONDS >= warm)); do :; done
    seconds[$label]=$(cpu_seconds "$server")
  done
  for ((round = 0; round < rounds; round++)); do
    local baseline=
    for entrant in "${entrants[@]}"; do
      IFS='|' read -r label server client <<<"$entrant"
      if ! figure=$("$@" "$server" "$client"); then
        echo "$row: a run of $label failed" >&2
        continue
      fi
      figures[$label]+="${figure%% *} "
      [[ $figure == *' '* ]] && asides[$label]+="${figure#* } "
      [[ $entrant == "${entrants[0]}" ]] && baseline=${figure%% *}
      [[ -n $baseline ]] && ratios[$label]+="$(ratio "$better" "${figure%% *}" "$baseline") "
    done
  done
  for entrant in "${entrants[@]}"; do
    IFS='|' read -r label server client <<<"$entrant"
    print_row "$row" "$label" "$server" "$(cpu_per_unit "$server" "${seconds[$label]}" "${figures[$label]:-}" "$(units_of "$units" "$client")" "$scale")" \
      "${figures[$label]:-}" "${ratios[$label]:-}" "${asides[$label]:-}"
  done
}

# Warming up takes one run, and of .NET servers $warm_seconds, since they compile for seconds what is hot. Go's and C++'s are compiled.
warm_seconds_of() { if [[ $1 == @(go|cpp)?(-*) ]]; then echo 0; else echo "$warm_seconds"; fi; }

units_of() { if [[ $1 =~ ^[0-9]+$ ]]; then echo "$1"; else "$1" "$2"; fi; }

# print_row ROW LABEL SERVER CPU FIGURES RATIOS ASIDES
print_row() {
  local figure='failed' ratio='' aside=''
  [[ -n $5 ]] && figure=$(median_of $5) && ratio=$(median_of $6)
  [[ -n $7 ]] && aside=" $(median_of $7) |"
  printf '| %s | %s | %s | %s | %s | %s |%s\n' "$1" "$2" "$(figure "$figure")" "${ratio:+$(printf '%.2f' "$ratio")}" "$4" "$(rss "$3")" "$aside"
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$group/$1" "$2" "$figure" "$ratio" "$4" "$(median_of ${7:-0})" >>"$work/results.tsv"
}

# table TITLE FIGURE CPU [ASIDE [BASELINE]]: the ratio is to grpc-go where there is no other BASELINE.
table() {
  printf '\n## %s\n\n| row | who | %s | ratio to %s | %s | RSS, MiB |%s\n' "$1" "$2" "${5:-grpc-go}" "${3:+server CPU, $3}" "${4:+ $4 |}"
  printf -- '|---|---|---|---|---|---|%s\n' "${4:+---|}"
}

# The servers work for a label in its own runs alone, so what a server used between them is of those runs; a server that
# stands in two entrants has no such figure. The clock has ticks of 10 ms: all rounds together.
cpu_per_unit() {
  local runs
  runs=$(wc -w <<<"$3")
  if ((runs == 0 || $4 == 0 || $(printf '%s\n' "${entrants[@]}" | cut -d'|' -f2 | grep -cx -- "$1") > 1)); then
    return
  fi
  figure "$(calculate "($(cpu_seconds "$1") - $2) / $runs / $4 * $5")"
}

ratio() { if [[ $1 == more ]]; then calculate "$2 / $3"; else calculate "$3 / $2"; fi; }

calculate() { awk "BEGIN { printf \"%.9g\", $1 }"; }

# Three digits, or as many as there are before the point.
figure() {
  [[ $1 =~ ^[0-9.e+-]+$ ]] || { echo "$1"; return; }
  awk -v v="$1" 'BEGIN { if (v >= 100) printf "%.0f", v; else if (v >= 10) printf "%.1f", v; else if (v >= 1) printf "%.2f", v; else printf "%.3g", v }'
}

median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

median_of() { printf '%s\n' "$@" | median; }
