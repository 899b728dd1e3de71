#!/bin/sh
# Refuses tracked files that name the machine they were written on or a place packages come from.
# Each pattern has a bracket in it, so that it does not find itself.
set -u
top=$(git rev-parse --show-toplevel) || exit 1
cd "$top" || exit 1
found=0

refuse() { # refuse TITLE PATTERN
    git grep -nIE "$2" -- . ':!LICENSE' && echo "^^^ $1"
    [ $? = 1 ] || found=1 # 1 is git's "nothing found"; anything else is a finding or a failure
}

refuse "paths of one machine" '(^|[^A-Za-z0-9_.-])/([w]ork|[f]arm|[r]oot|[h]ome/[a-z]+)/[A-Za-z.]'
refuse "hosts of package registries" \
    '([p]ypi|[f]iles\.pythonhosted|[r]egistry\.(npmjs|yarnpkg)|[d]eb\.debian|[s]ecurity\.debian)\.(org|com)'
refuse "download addresses in lock files" '"[r]esolved": "|^--([e]xtra-)?index-url|^--[f]ind-links'

large=$(git ls-files -z | xargs -0 -r du -k 2>/dev/null | awk '$1 > 1024 { print $2 ": " $1 " kB" }')
if [ -n "$large" ]; then
    printf '%s\n^^^ files over 1 MB\n' "$large"
    found=1
fi
[ "$found" = 0 ] && echo "tree: nothing that does not belong"
exit "$found"
