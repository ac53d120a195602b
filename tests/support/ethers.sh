# shellcheck shell=sh
# ethers, the client library that most programs use, out of npm, for shell tests; sourced after shell.sh. Sets
# `modules`, the folder that has it. Needs node and npm.
: "${root:?}" "${build:?}"
case $build in /*) modules=$build/ethers ;; *) modules=$root/$build/ethers ;; esac
ethers_version=6.17.0

# In a case: fetches it once.
get_ethers() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    problem 'node and npm are needed (apt-get install npm)'
    finish_tests
  fi
  [ -d "$modules/node_modules/ethers" ] && return
  mkdir -p "$modules"
  npm install --prefix "$modules" --no-save --no-audit --no-fund --loglevel error "ethers@$ethers_version" \
    >npm.log 2>&1 || problem "npm: $(tail -n 3 npm.log)"
}
