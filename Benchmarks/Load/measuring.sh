# Interleaved runs and the tables made of them. Expects $rounds and $work; results also go to $work/results.tsv, for goals.sh.

# measure ROW BETTER UNITS CPU COMMAND...
#
# Runs COMMAND SERVER CLIENT for each of $entrants ("LABEL|SERVER|CLIENT"), to warm up, and then in $rounds rounds in which they
# take turns, and prints a row for each.
# COMMAND prints a figure, of which more is BETTER (more or less), and may print others after it, for columns of their own. A
# run is UNITS of work for the server, a number or a function that gives it for a CLIENT; the server's processor time is
# divided by it and multiplied by CPU. 0 where the work cannot be counted. The ratio is the median of the rounds' ratios to the
# first entrant, above 1 when ahead of it. $check, where it is set, is a command that looks at each SERVER and CLIENT after their run.
measure() {
  local row=$1 better=$2 units=$3 scale=$4 round entrant label server client figure warm before
  local -A figures=() seconds=() ratios=() asides=()
  shift 4
  for entrant in "${entrants[@]}"; do
    IFS='|' read -r label server client <<<"$entrant"
    warm=$((SECONDS + $(warm_seconds_of "$server")))
    until "$@" "$server" "$client" >/dev/null; ((SECONDS >= warm)); do :; done
  done
  for ((round = 0; round < rounds; round++)); do
    local baseline=
    for entrant in "${entrants[@]}"; do
      IFS='|' read -r label server client <<<"$entrant"
      before=$(cpu_seconds "$server")
      if ! figure=$("$@" "$server" "$client"); then
        echo "$row: a run of $label failed" >&2
        continue
      fi
      seconds[$label]=$(calculate "${seconds[$label]:-0} + $(cpu_seconds "$server") - $before")
      "${check:-:}" "$server" "$client" || faults+=("$row: $label: wrong answers, see above")
      figures[$label]+="${figure%% *} "
      [[ $figure == *' '* ]] && asides[$label]+="${figure#* }"$'\n'
      [[ $entrant == "${entrants[0]}" ]] && baseline=${figure%% *}
      [[ -n $baseline ]] && ratios[$label]+="$(ratio "$better" "${figure%% *}" "$baseline") "
    done
  done
  for entrant in "${entrants[@]}"; do
    IFS='|' read -r label server client <<<"$entrant"
    print_row "$row" "$label" "$server" "$(cpu_per_unit "${seconds[$label]:-0}" "${figures[$label]:-}" "$(units_of "$units" "$client")" "$scale")" \
      "${figures[$label]:-}" "${ratios[$label]:-}" "${asides[$label]:-}"
  done
}

# Warming up takes one run, and of .NET servers $warm_seconds, since they compile for seconds what is hot. Others are compiled.
warm_seconds_of() { if [[ $1 == @(go|cpp|nginx)?(-*) ]]; then echo 0; else echo "$warm_seconds"; fi; }

units_of() { if [[ $1 =~ ^[0-9]+$ ]]; then echo "$1"; else "$1" "$2"; fi; }

# print_row ROW LABEL SERVER CPU FIGURES RATIOS ASIDES
print_row() {
  local figure='failed' ratio='' asides=()
  [[ -n $5 ]] && figure=$(median_of $5) && ratio=$(median_of $6)
  [[ -n $7 ]] && mapfile -t asides < <(medians_of_columns "${7%$'\n'}")
  printf '| %s | %s | %s | %s | %s | %s |' "$1" "$2" "$(figure "$figure")" "${ratio:+$(printf '%.2f' "$ratio")}" "$4" "$(rss "$3")"
  printf "${7:+ %s |}" "${asides[@]}"
  printf '\n'
  printf '%s\t%s\t%s\t%s\t%s' "$group/$1" "$2" "$figure" "$ratio" "$4" >>"$work/results.tsv"
  printf '\t%s' "${asides[@]:-0}" >>"$work/results.tsv"
  printf '\n' >>"$work/results.tsv"
}

# The median of each column of some lines, one a line; that of a column of dashes is a dash.
medians_of_columns() {
  local column columns
  columns=$(head -n 1 <<<"$1" | wc -w)
  for ((column = 1; column <= columns; column++)); do
    if [[ $(cut -d' ' -f"$column" <<<"$1") == -* ]]; then echo '-'; else cut -d' ' -f"$column" <<<"$1" | median; fi
  done
}

# table TITLE FIGURE CPU [ASIDES [BASELINE]]: the headings of ASIDES have ' | ' between them. The ratio is to grpc-go where there is no
# other BASELINE.
table() {
  local bars=${4//[^|]/}
  printf '\n## %s\n\n| row | who | %s | ratio to %s | %s | RSS, MiB |%s\n' "$1" "$2" "${5:-grpc-go}" "${3:+server CPU, $3}" "${4:+ $4 |}"
  printf -- '|---|---|---|---|---|---|%s\n' "${4:+---|${bars//|/---|}}"
}

# cpu_per_unit SECONDS FIGURES UNITS CPU. The clock has ticks of 10 ms: all rounds together.
cpu_per_unit() {
  local runs
  runs=$(wc -w <<<"$2")
  ((runs == 0 || $3 == 0)) || figure "$(calculate "$1 / $runs / $3 * $4")"
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
