#!/bin/sh
# Holds the objects built for one kind of processor to what src/crypto/kernels.h promises: objects.sh BUILD.
#  1. They define no weak symbol: when linking, no inline function compiled for AVX-512 can stand in for
#     everybody's.
#  2. The object with the SHA extensions holds no VEX instruction, and its one caller clears the upper halves
#     of the vector registers right before. Mixed encodings cost 167 ns an instruction instead of 1 on some
#     processors.
set -u
build=$1/src/crypto
failed=0 passed=0

check() {  # check NAME STATUS
  if [ "$2" -eq 0 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not so: $1"
  fi
}

disassemble() { objdump -dr --no-show-raw-insn -C "$1"; }

case $(objdump -f "$build/cpu.o") in
*x86-64*)
  for object in "$build"/avx*_*.o "$build"/sha_ni_*.o; do
    weak=$(nm -C "$object" | grep -E ' [VWuvw] ')
    [ -z "$weak" ]
    check "$object defines no weak symbol: $weak" $?
  done

  sha=$(disassemble "$build/sha_ni_nonce.o")
  printf '%s\n' "$sha" | grep -q '[[:space:]]sha256rnds2[[:space:]]'
  check "sha_ni_nonce.o uses sha256rnds2" $?
  vex=$(printf '%s\n' "$sha" | grep -E '^ *[0-9a-f]+:[[:space:]]+v[a-z]')
  [ -z "$vex" ]
  check "sha_ni_nonce.o holds no VEX instruction: $vex" $?

  callers=$(grep -l 'first_candidates_sha' src/crypto/*.cc | tr '\n' ' ')
  [ "$callers" = "src/crypto/nonce.cc src/crypto/sha_ni_nonce.cc " ]
  check "only nonce.cc calls first_candidates_sha: $callers" $?
  # Within nonce.o, whatever jumps or calls there has cleared before, with nothing of VEX and no call between.
  disassemble "$build/nonce.o" | awk '
    /^[0-9a-f]+ </ { clear = 0 }
    /\tvzeroupper/ { clear = 1; next }
    /R_X86_64_(PLT32|PC32|GOTPCREL[A-Z]*|64)[ \t].*first_candidates_sha\(/ {
      seen++
      if (!clear) bad++
      clear = 0
      next
    }
    /\tcall/ { held = clear; next }
    /^ *[0-9a-f]+:\tv[a-z]/ { clear = 0 }
    END { exit !(seen > 0 && bad == 0) }'
  check "nonce.o clears the upper halves before first_candidates_sha" $?
  ;;
*) echo "not an x86-64 build: nothing to hold" ;;
esac

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
