#!/bin/sh
# Brings in the Debian/Ubuntu packages of one purpose, or says in one line what to run.
#
#   system_packages.sh run    what the workbench needs; missing packages that cannot be installed are an error
#   system_packages.sh test   what the tests need on top; exit 3 when something cannot be installed: its tests are skipped
set -eu

purpose=$1
case "$purpose" in
    run)  wanted="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fontconfig" ;;
    test) wanted="chromium postgresql poppler-utils nginx-light libreoffice-writer-nogui python3-uno" ;;
    *)    echo "usage: $0 run|test" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "   This is not a Debian or Ubuntu machine. Please provide the equal of: $wanted"
    exit 0
fi

installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=""
for package in $wanted; do
    installed "$package" || missing="$missing $package"
done
if [ "$purpose" = run ] && ! "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null; then
    missing="$missing python3-venv"
fi
[ -n "$missing" ] || { echo "   all there: $wanted"; exit 0; }

if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    echo "   These system packages are missing, and only an administrator can add them. Please run:"
    echo "   sudo apt-get install --no-install-recommends$missing"
    [ "$purpose" = test ] && exit 3
    exit 1
fi

echo "   installing:$missing"
$as_root apt-get update -qq
available=""
status=0
for package in $missing; do
    if apt-cache policy "$package" | grep -q 'Candidate: [^(]'; then
        available="$available $package"
    else
        echo "   this system has no package $package"
        [ "$purpose" = test ] || exit 1
        status=3
    fi
done
# shellcheck disable=SC2086  # a list of words is meant
$as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $available </dev/null
exit "$status"
