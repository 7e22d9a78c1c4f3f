#!/usr/bin/env bash
# Installs the peers that the tests call, where it can, then builds the solution and runs every test.
#
#   Tests/run.sh
#
# A suite whose peer is missing is skipped; where CI is set, it fails. The last line is `N passed, N failed, N skipped`;
# the exit code is 0 when tests ran and none failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

readonly results=$PWD/artifacts/test-results
readonly tools=$PWD/artifacts/tools
readonly published=$PWD/artifacts/published
readonly powershell=7.6.9
readonly npm_packages=(@bufbuild/buf@1.75.0 @grpc/grpc-js@1.14.7 @grpc/proto-loader@0.8.1 pmtiles@4.5.0)
# Far more than a project's tests take, with both cores busy too; it bounds a hang.
readonly longest_project=1500

readonly peers=(
  gcc libc6-dev
  gdal-bin openssl
  fish zsh mandoc libjpeg-turbo-progs
  chromium
  protobuf-compiler protobuf-compiler-grpc
  python3 python3-grpcio python3-h2 python3-protobuf
  ruby ruby-grpc
  postgresql
  systemd
  golang-go golang-google-grpc-dev golang-github-golang-protobuf-1-5-dev protoc-gen-go-1-5 protoc-gen-go-grpc
)

passed=0 failed=0 skipped=0

main() {
  install_packages
  install_npm_packages
  install_powershell
  if dotnet build CodeFirstSatellite.sln -c Release -nologo -v:quiet; then
    run_tests
  else
    echo "The build failed; no test ran."
    failed=1
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && passed > 0))
}

install_packages() {
  local missing=() root=() package
  if ! command -v apt-get >/dev/null; then
    echo "Without apt the peers are not installed; their Debian packages are: ${peers[*]} npm"
    return
  fi
  for package in "${peers[@]}"; do
    installed "$package" || missing+=("$package")
  done
  # Any npm will do; the distribution's cannot be installed beside another one.
  command -v npm >/dev/null || missing+=(npm)
  ((${#missing[@]})) || return

  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      echo "These peers are missing and need root to install: apt-get install ${missing[*]}"
      return
    fi
    root=(sudo -n)
  fi
  echo "Installing: ${missing[*]}"
  # Lists that are old, or that cannot be renewed, may still do.
  apt update -qq || echo "The package lists could not be renewed."
  apt install -qq -y --no-install-recommends "${missing[@]}" >/dev/null || echo "Not all peers could be installed: ${missing[*]}"
}

apt() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 "$@"
}

installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# All at once, since npm takes what it was not asked for this time for superfluous. buf's binary comes in a package of its own
# that is picked by platform, so no install script has to run.
install_npm_packages() {
  local package missing=0
  for package in "${npm_packages[@]}"; do
    grep -qs "\"version\": \"${package##*@}\"" "$tools/node_modules/${package%@*}/package.json" || missing=1
  done
  ((missing)) || return
  command -v npm >/dev/null || return
  mkdir -p "$tools"
  npm install --prefix "$tools" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
    "${npm_packages[@]}" >/dev/null || echo "Not all packages could be installed from npm: ${npm_packages[*]}"
}

# One of the shells that satcli's command lines are completed in.
install_powershell() {
  [[ $("$tools/pwsh" --version 2>/dev/null) == "PowerShell $powershell" ]] && return
  dotnet tool update --tool-path "$tools" PowerShell --version "$powershell" >/dev/null || echo "PowerShell could not be installed."
}

# Host and satcli as native programs, which Tests/Satellite then starts instead of the built ones.
publish_programs() {
  local runtime program project
  if ! command -v clang gcc >/dev/null; then
    echo "Native programs need clang or gcc, and neither is here: the tests start the Host and satcli as they were built."
    return
  fi
  case $(uname -m) in
    aarch64 | arm64) runtime=linux-arm64 ;;
    *) runtime=linux-x64 ;;
  esac
  for program in host:Host satcli:Cli; do
    project=${program#*:} program=$published/${program%:*}
    dotnet publish "$project" -c Release -r "$runtime" -o "$program" -nologo -v:quiet || return
  done
  export SATELLITE_PROGRAMS=$published
}

# Two projects at a time: tests wait for processes more than they compute. The longest go first; one that waits for the native programs
# begins when they are there.
run_tests() {
  local -a projects=(Tests/Interop/*.csproj Tests/Packages/*.csproj) lanes=()
  local project result
  for project in Tests/*/*.csproj; do
    [[ $project == Tests/Satellite/* ]] || projects+=("$project")
  done
  rm -rf "$results"
  mkdir -p "$results"
  run_lane "${projects[@]}" &
  lanes+=("$!")
  run_with_programs Tests/Satellite/*.csproj "${projects[@]}" &
  lanes+=("$!")
  # A background job does not hear Ctrl-C.
  trap 'kill "${lanes[@]}"; wait; exit 130' INT TERM
  wait "${lanes[@]}"
  trap - INT TERM

  printf '\n'
  for result in "$results"/*/; do
    add_up "${result%/}"
  done
}

# run_with_programs PROJECT... runs the first with the native programs, then the others.
run_with_programs() {
  local result
  if publish_programs; then
    run_lane "$@"
  else
    echo "The native programs were not made, so $1 was not run."
    result=$results/$(basename "$1" .csproj)
    mkdir "$result"
    echo 1 >"$result/code"
    echo 0 >"$result/seconds"
    run_lane "${@:2}"
  fi
}

# Runs the projects that no other lane has taken. Making a project's folder takes it.
run_lane() {
  local project name result began running
  trap 'kill "$running" 2>/dev/null; exit 130' TERM
  for project in "$@"; do
    name=$(basename "$project" .csproj)
    result=$results/$name
    mkdir "$result" 2>/dev/null || continue
    began=$SECONDS
    timeout --kill-after=30 "$longest_project" \
      dotnet test "$project" -c Release --no-build --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$result" \
      >"$result/output" 2>&1 &
    running=$!
    wait "$running"
    echo $? >"$result/code"
    echo $((SECONDS - began)) >"$result/seconds"
    cat "$result/output"
  done
}

add_up() {
  local name code seconds
  name=$(basename "$1") code=$(<"$1/code") seconds=$(<"$1/seconds")
  count "$1/$name.trx"
  printf '%-14s %5d passed %3d failed %3d skipped %4d s\n' "$name" "$project_passed" "$project_failed" "$project_skipped" "$seconds"
  if ((code != 0 && project_failed == 0)); then
    echo "$name ended with exit code $code although none of its tests failed; that counts as one failure."
    failed=$((failed + 1))
  fi
}

# Adds up a results file. Its `notExecuted` stays 0; what was skipped is what was not executed of the total.
count() {
  local counters=
  [[ -f $1 ]] && counters=$(grep -o '<Counters [^>]*>' "$1")
  project_passed=$(counter passed "$counters")
  project_skipped=$(($(counter total "$counters") - $(counter executed "$counters")))
  project_failed=$(($(counter executed "$counters") - project_passed))
  passed=$((passed + project_passed)) failed=$((failed + project_failed)) skipped=$((skipped + project_skipped))
}

counter() {
  local value
  value=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2")
  echo "${value:-0}"
}

main "$@"
