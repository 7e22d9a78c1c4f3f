#!/usr/bin/env bash
# Makes the root file system of a container from the published Host: the program, and the libraries of this machine that it loads.
#
#   dotnet publish Host -c Release -r linux-x64 -o published
#   deploy/rootfs.sh published deploy/root
#   docker build -t codefirst-satellite-host deploy
set -euo pipefail

# OpenSSL, which .NET opens by name when it first speaks TLS.
readonly by_name=(libssl.so.3 libcrypto.so.3)

main() {
  if (($# != 2)) || [[ ! -x $1/CodeFirstSatellite.Host ]]; then
    echo "usage: deploy/rootfs.sh PUBLISHED ROOT, where PUBLISHED is what dotnet publish made: expected PUBLISHED/CodeFirstSatellite.Host" >&2
    exit 2
  fi
  local published=$1 root=$2 library
  rm -rf "$root"
  # /maps and /certs are for what is mounted; the others are mounted by whatever runs the container.
  mkdir -p "$root"/{app,certs,maps,dev,etc,proc,sys,tmp}
  cp -r "$published"/. "$root/app"
  rm -f "$root"/app/*.{dbg,pdb,xml}
  chmod -R a+rX "$root/app"

  libraries "$published/CodeFirstSatellite.Host" "$published"/*.so "${by_name[@]}" | sort -u | while read -r library; do
    install -D -m 755 "$library" "$root$library"
  done
}

# The paths of libraries that were given by name, and of all that these and the programs need.
libraries() {
  local file
  for file in "$@"; do
    if [[ $file != */* ]]; then
      file=$(ldconfig -p | awk -v name="$file" '$1 == name { print $NF; exit }')
      [[ -n $file ]] || { echo "deploy/rootfs.sh: OpenSSL 3 is missing; install it: apt-get install libssl3" >&2; exit 1; }
      echo "$file"
    fi
    # Lines are NAME => PATH (ADDRESS), or PATH (ADDRESS) for the loader itself.
    ldd "$file" | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }'
  done
}

main "$@"
