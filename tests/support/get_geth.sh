#!/bin/sh
# Prints the path of geth: $GETH if that is set, else BUILD/geth/geth, which Go makes once (some minutes, and
# half a gigabyte of modules). get_geth.sh BUILD
set -eu
version=v1.17.10
if [ -n "${GETH:-}" ]; then
  echo "$GETH"
  exit
fi
case $1 in /*) folder=$1/geth ;; *) folder=$(pwd)/$1/geth ;; esac
if [ ! -x "$folder/geth" ]; then
  command -v go >/dev/null || {
    echo 'go is needed to build geth (https://go.dev/dl), or set GETH to the path of one' >&2
    exit 1
  }
  mkdir -p "$folder"
  GOBIN=$folder nice go install "github.com/ethereum/go-ethereum/cmd/geth@$version" >&2
fi
echo "$folder/geth"
