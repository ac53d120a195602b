#!/bin/sh
# The executable itself: static, small, at home in an empty root directory; what `make install` writes.
. "$(dirname "$0")/../support/shell.sh"

begin 'static: no interpreter, no shared library'
readelf -ldW "$SEILOAD" | grep -E 'INTERP|NEEDED' && problem 'dynamic parts'
expect_text 'ldd' "$out" <<'END'
END
ldd "$SEILOAD" 2>&1 | grep -qE 'not a dynamic executable|statically linked' || problem 'ldd finds libraries'

begin 'under 6.5 MB stripped'
strip -o "$work/stripped" "$SEILOAD"
size=$(wc -c <"$work/stripped")
[ "$size" -lt 6500000 ] || problem "$size bytes"

begin 'runs where there is no other file'
mkdir "$work/empty"
cp "$SEILOAD" "$work/empty/seiload"
if unshare --user --map-root-user true 2>/dev/null; then
  unshare --user --map-root-user chroot "$work/empty" /seiload --metrics-listen-addr= --dry-run \
    --scenario EVMTransfer --max-txs 3 --seed 1 >"$out" 2>"$err" </dev/null ||
      problem "exit status $?: $(cat "$err")"
  grep -qx '  accepted        3  100.0 % of admitted' "$out" || problem "$(cat "$out")"
else
  echo '  no user namespaces here: tried in an empty environment only'
  env -i "$work/empty/seiload" --version >"$out" || problem "exit status $?"
fi

begin 'version'
version=$(sed -n 's/^VERSION := //p' "$root/Makefile")
run --cpu portable --version
expect_status 0
expect_out <<END
seiload $version
cpu: portable
END
run --version
expect_status 0
sed -E 's/^cpu: (portable|x86|avx512)$/cpu: PATH/' "$out" >"$work/version"
cp "$work/version" "$out"
expect_out <<END
seiload $version
cpu: PATH
END
expect_err </dev/null

begin 'make install and make uninstall'
stage=$work/stage
installed() { (cd "$stage" && find . -type f -exec stat -c '%a %n' {} + | sort -k 2); }
make -s -C "$root" build="$build" install DESTDIR="$stage" PREFIX=/opt/seiload >"$err" 2>&1 ||
  problem "$(cat "$err")"
installed >"$out"
expect_out <<'END'
755 ./opt/seiload/bin/seiload
644 ./opt/seiload/share/man/man1/seiload.1
644 ./opt/seiload/share/man/man5/seiload.5
END
cmp "$work/stripped" "$stage/opt/seiload/bin/seiload" || problem 'not the stripped binary'
make -s -C "$root" build="$build" install STRIP=: DESTDIR="$stage" BINDIR=/b MANDIR=/m >"$err" 2>&1 ||
  problem "$(cat "$err")"
cmp "$SEILOAD" "$stage/b/seiload" || problem 'not the binary as it was built'
make -s -C "$root" build="$build" uninstall DESTDIR="$stage" PREFIX=/opt/seiload >"$err" 2>&1 ||
  problem "$(cat "$err")"
installed >"$out"
expect_out <<'END'
755 ./b/seiload
644 ./m/man1/seiload.1
644 ./m/man5/seiload.5
END

finish_tests
