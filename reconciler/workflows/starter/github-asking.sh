ask() { curl --fail --silent --show-error --header "Authorization: Bearer $GITHUB_TOKEN" "$@"; }
every() { # what all pages of a list say, one thing a line
  page=1
  while :; do
    ask "$1?per_page=100&page=$page" > page.json || return 1
    jq --compact-output '.[]' page.json || return 1
    if [ "$(jq length page.json)" -lt 100 ]; then return 0; fi
    page=$((page + 1))
  done
}
