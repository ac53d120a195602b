#!/bin/sh
# The Makefile and .ci/setup: what a changed variable rebuilds, names with blanks, what `clean` takes and
# refuses. In a copy with a small program, and with an `rm` that only prints what it would remove where a
# mistake would be dear.
. "$(dirname "$0")/../support/shell.sh"
unset MAKEFLAGS MFLAGS MAKEOVERRIDES
tree=$work/tree
mkdir -p "$tree/src/base" "$tree/man"
cp "$root/Makefile" "$tree"
cp "$root"/man/seiload.[15] "$tree/man"
echo 'const char* text() { return __FILE__; }' >"$tree/src/base/text.cc"

echo 'int main() {}' >"$tree/src/main.cc"

# A build in the copy with these variables; leaves in `made` what was compiled and linked, by name.
build_with() {
  make -C "$tree" build=flags PCH= CXXFLAGS=-O0 "$@" >"$out" 2>"$err" </dev/null ||
    problem "$*: $(cat "$err")"
  sed -nE 's#.* -o flags/(src/)?([a-z/.]+)( .*)?$#\2#p' "$out" | sort | tr '\n' ' ' >"$work/made"
}
expect_made() { [ "$(cat "$work/made")" = "$1" ] || problem "made '$(cat "$work/made")', expected '$1'"; }

begin 'a changed variable rebuilds what it changes'
build_with
expect_made 'base/text.o main.o seiload '
build_with
expect_made ''
build_with STATIC=
expect_made 'seiload '
build_with STATIC= LDFLAGS='-Wl,-O1 -Wl,--as-needed'
expect_made 'seiload '
build_with STATIC= LDFLAGS='-Wl,-O1 -Wl,--as-needed'
expect_made ''
build_with CPPFLAGS="-DNAME='a b'"
expect_made 'base/text.o main.o seiload '
build_with CXXFLAGS=-Og
expect_made 'base/text.o main.o seiload '
printf '#!/bin/sh\nexec g++ "$@"\n' >"$work/compiler"
chmod 755 "$work/compiler"
build_with CXXFLAGS=-Og CXX="$work/compiler"
expect_made 'base/text.o main.o seiload '

begin 'a source that is gone leaves nothing behind'
echo 'int gone() { return 1; }' >"$tree/src/base/gone.cc"
build_with
rm "$tree/src/base/gone.cc"
build_with
expect_made 'seiload '
nm "$tree/flags/libseiload.a" 2>/dev/null | grep gone && problem 'it is still in the library'

begin 'the same bytes from two folders'
mkdir "$work/c d"
cp -r "$tree" "$work/c d/tree"
for folder in "$tree" "$work/c d/tree"; do
  make -C "$folder" build=same standard_headers=string all >"$out" 2>"$err" </dev/null ||
    problem "$folder: $(cat "$err")"
done
cmp "$tree/same/seiload" "$work/c d/tree/same/seiload" || problem 'two programs'
cmp "$tree/same/src/base/text.o" "$work/c d/tree/same/src/base/text.o" || problem 'two objects'

# The program under test stands for the one that was built here: nothing is built anew.
make_here() { make -s -C "$tree" build=made -o made/seiload "$@" >"$out" 2>"$err" </dev/null; }
mkdir "$tree/made"
cp "$SEILOAD" "$tree/made/seiload"

version=$(sed -n 's/^VERSION := //p' "$root/Makefile")
begin 'install and uninstall where names have blanks and quotes'
cd "$work" || exit 1
for folder in 'a b' "it's" 'two  blanks; *'; do
  stage=$work/$folder
  mkdir -p "$work/b/usr/local/bin"
  echo precious >"$work/b/usr/local/bin/seiload"
  make_here install DESTDIR="$stage" STRIP=: || problem "install into '$folder': $(cat "$err")"
  cmp "$SEILOAD" "$stage/usr/local/bin/seiload" || problem "'$folder': no binary"
  sed "s/^[.]Os$/.Os seiload $version/" "$root/man/seiload.5" >page
  cmp page "$stage/usr/local/share/man/man5/seiload.5" ||
    problem "'$folder': not the manual, with its version"
  make_here uninstall DESTDIR="$stage" || problem "uninstall from '$folder': $(cat "$err")"
  [ -z "$(find "$stage" -type f)" ] || problem "'$folder': left $(find "$stage" -type f)"
  [ -f "$work/b/usr/local/bin/seiload" ] || problem "'$folder': removed what another owns"
done
make_here install DESTDIR="$work/c" PREFIX='/o p t' STRIP=: || problem "$(cat "$err")"
[ -f "$work/c/o p t/bin/seiload" ] || problem 'PREFIX with a blank'

mkdir "$work/bin"
printf '#!/bin/sh\necho "rm $*"\n' >"$work/bin/rm"
chmod 755 "$work/bin/rm"
clean() { PATH=$work/bin:$PATH make -s -C "$tree" clean "$@" >"$out" 2>"$err" </dev/null; }

begin 'clean: the folder that it is given, if something was built there'
mkdir -p "$tree/build" "$work/elsewhere"
: >"$work/elsewhere/libseiload.a"
clean || problem "$(cat "$err")"
clean build="$work/elsewhere" || problem "$(cat "$err")"
make -s -C "$tree" clean build="$work/elsewhere" >"$out" 2>&1 || problem "$(cat "$out")"
[ ! -e "$work/elsewhere" ] || problem 'it is still there'
make -s -C "$tree" clean build="$work/elsewhere" >"$out" 2>&1 || problem 'a second time failed'

begin 'clean: anything else is refused'
mkdir -p "$work/others/src"
for folder in / . .. "$tree" "$work" src man "$work/others" '' 'a b'; do
  clean build="$folder" && problem "build='$folder' was taken"
  grep -q '^rm' "$out" && problem "build='$folder' was removed"
done

begin '.ci/setup: an ordinary user reads at once that it needs root, and for what'
printf '#!/bin/sh\necho 1000\n' >"$work/bin/id"
# A Debian 13 with all but GoogleTest and what belongs to its clang.
cat >"$work/bin/dpkg-query" <<'END'
#!/bin/sh
case "$*" in
  *Depends*) echo 'clang-19 (>= 19~)' ;;
  *libgtest-dev | *libclang-rt-*) exit 1 ;;
  *) echo 'install ok installed' ;;
esac
END
chmod 755 "$work/bin/id" "$work/bin/dpkg-query"
PATH=$work/bin:$PATH "$root/.ci/setup" >"$out" 2>"$err" && problem 'it went on'
expect_err <<'END'
setup: needs root, to install with apt-get: libgtest-dev
END
PATH=$work/bin:$PATH "$root/.ci/setup" all >"$out" 2>"$err" && problem 'it went on'
sed 's/ npm / /' "$err" >"$work/line"
expect_text 'the line' "$work/line" <<'END'
setup: needs root, to install with apt-get: libgtest-dev libclang-rt-19-dev
END

finish_tests
