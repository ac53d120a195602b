#!/bin/sh
# A device, a FIFO or a socket that an output option names is written to or refused, and never replaced by a
# file. As root in a mount namespace of its own, with devices made there: the machine's /dev is not touched.
[ "${IN_NAMESPACE:-}" = 1 ] || {
  if unshare -m true 2>/dev/null; then IN_NAMESPACE=1 exec unshare -m "$0"; fi
  echo 'skipped: no mount namespace of its own (needs root)'
  echo '0 passed, 0 failed'
  exit 0
}
mount --make-rprivate / || exit 1
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
devices=$work/dev
mkdir "$devices"
mount -t tmpfs none "$devices" || exit 1
trap 'umount "$devices"; clean_up' EXIT

begin 'the devices can be used here'
mknod -m 666 "$devices/null" c 1 3
mknod -m 666 "$devices/full" c 1 7
mkfifo "$devices/fifo"
ln -s null "$devices/link"
python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$devices/socket"
: >"$devices/null" || problem 'a device of this folder cannot be opened'
kinds() { find "$devices" -printf '%M %P %l\n' | sort; }
kinds >before

short='--dry-run --scenario EVMTransfer --max-txs 5 --seed 1 --metrics-listen-addr= -q'
for option in --textfile --report-path --termination-log; do
  begin "$option: a device is written to, a FIFO that nobody reads and a socket are refused"
  case $option in
    --textfile) what='textfile' ;;
    --report-path) what='report file' ;;
    *) what='termination log' ;;
  esac
  for file in null link; do
    # shellcheck disable=SC2086
    run $short $option "$devices/$file"
    expect_status 0
    expect_err </dev/null
  done
  for file in fifo socket full; do
    # shellcheck disable=SC2086
    run $short $option "$devices/$file"
    expect_status 1
    case $file in
      fifo) cause='is a FIFO that no process reads' ;;
      socket) cause='is a socket' ;;
      *) cause='write: No space left on device' ;;
    esac
    echo "TIME error: $what $devices/$file: $cause" | expect_err
  done
  kinds >after
  cmp before after || problem "$(diff before after)"
done

begin '--textfile: a file mounted on its own, as in containers, gets its content in place'
: >"$devices/run.prom"
: >"$devices/outside"
mount --bind "$devices/outside" "$devices/run.prom"
# shellcheck disable=SC2086
run $short --textfile "$devices/run.prom"
expect_status 0
expect_err </dev/null
grep -q '^seiload_' "$devices/outside" || problem "$(cat "$devices/outside")"
umount "$devices/run.prom"
find "$devices" -name '.seiload*' | grep . && problem 'a temporary file is left'

finish_tests
