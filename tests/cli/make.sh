#!/bin/sh
# The Makefile itself: names with blanks, what `clean` takes and refuses. In a copy, with an `rm` that only says what it
# would remove where a mistake would be dear.
. "$(dirname "$0")/../support/shell.sh"
tree=$work/tree
mkdir -p "$tree/src/base" "$tree/man"
cp "$root/Makefile" "$tree"
cp "$root"/man/seiload.[15] "$tree/man"
cp "$root"/src/base/text.* "$tree/src/base"

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
  cmp page "$stage/usr/local/share/man/man5/seiload.5" || problem "'$folder': not the manual, with its version"
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

finish_tests
