#!/bin/sh
# The state of this configuration is on a branch of its own, since the disk of a runner is gone after its run.
#
#   ci/state.sh take              the state as the last run left it, in .reconciler/state
#   ci/state.sh push              pushes what was done to it by hand
#   ci/state.sh with COMMAND...   takes it, runs COMMAND, and pushes what that made of the state. If another run pushed
#                                 in between, its state is taken and COMMAND runs again; the exit code is COMMAND's,
#                                 or 1 where the state cannot be pushed. What writes the state is best in one queue
#                                 (concurrency, resource_group). Mails that left before a lost race do not leave again:
#                                 `deliver` finds the state that lost in RECONCILER_SENT_BY.
set -eu

branch=reconciler-state
state=.reconciler/state
beaten=.reconciler/beaten

# Hooks and signatures are those of the configuration: on the branch of the state there is nothing for them.
alone() {
  git -c core.hooksPath=/dev/null -c commit.gpgSign=false -c push.gpgSign=false "$@"
}

state_git() {
  alone -C "$state" -c user.name=reconciler -c user.email=reconciler@localhost "$@"
}

# Whoever works here by hand may have applied or delivered, and not pushed: taking would throw that away.
refuse_unpushed() {
  if [ ! -e "$state/hub.json" ]; then return 0; fi
  if [ -e "$state/.git" ] && [ -z "$(state_git status --porcelain -- hub.json hub.journal.jsonl)" ] &&
    git fetch --quiet origin "refs/heads/$branch" &&
    state_git merge-base --is-ancestor HEAD "$(git rev-parse FETCH_HEAD)"; then
    return 0
  fi
  echo "error: what is in $state was not pushed to the branch $branch of origin, and would be lost; nothing is done" >&2
  echo "help: push it: ci/state.sh push; or, if it is not to count, take it away: rm -r $state" >&2
  exit 1
}

take() {
  git worktree remove --force "$state" 2>/dev/null || rm -rf "$state"
  git worktree prune
  found=0
  git ls-remote --exit-code origin "refs/heads/$branch" >/dev/null || found=$?
  case $found in
  0)
    git fetch --quiet origin "refs/heads/$branch"
    alone worktree add --quiet --detach "$state" FETCH_HEAD
    ;;
  2) # the remote answered: there is no such branch
    echo "There is no branch $branch yet: the first apply makes the state." >&2
    git branch --quiet -D "new-$branch" 2>/dev/null || true
    alone worktree add --quiet --detach "$state"
    state_git checkout --quiet --orphan "new-$branch"
    state_git rm -rf --quiet .
    ;;
  *)
    exit "$found"
    ;;
  esac
}

# What is new of the state is pushed; fails where somebody else was first.
keep() {
  for file in hub.json hub.journal.jsonl; do
    if [ -e "$state/$file" ]; then state_git add --force "$file" || return 1; fi
  done
  if state_git diff --cached --quiet; then return 0; fi
  state_git commit --quiet --message "$1" && state_git push --quiet origin "HEAD:refs/heads/$branch"
}

case ${1-} in
take)
  refuse_unpushed
  take
  ;;
with)
  shift
  refuse_unpushed
  lost=0
  if [ -e "$beaten/hub.json" ]; then export RECONCILER_SENT_BY="$PWD/$beaten/hub.json"; fi
  while [ "$lost" -lt 10 ]; do
    take
    taken=$(state_git rev-parse --verify --quiet HEAD) || taken=
    code=0
    "$@" || code=$?
    if keep "$*"; then
      if [ "$code" -eq 0 ]; then rm -rf "$beaten"; fi # else the next run may have to know what had left
      exit "$code"
    fi
    now=$(git ls-remote origin "refs/heads/$branch") || break
    if [ "${now%%[!0-9a-f]*}" = "$taken" ]; then break; fi
    lost=$((lost + 1))
    if [ -e "$state/hub.json" ]; then
      rm -rf "$beaten"
      (umask 077 && mkdir "$beaten" && cp "$state"/hub.* "$beaten")
      export RECONCILER_SENT_BY="$PWD/$beaten/hub.json"
    fi
    echo "Another run pushed the state first; once more from there (attempt $lost)." >&2
  done
  if [ "$lost" -eq 10 ]; then
    echo "error: other runs pushed the state first, $lost times, so nothing that was done here counts" >&2
    echo "help: put what writes the state into one queue (concurrency, resource_group), and run this again" >&2
    exit 1
  fi
  echo "error: the state could not be pushed to the branch $branch of origin, for the reason above; so nothing that" >&2
  echo "  was done here counts, and the next run does it again (mails that have left will leave once more)" >&2
  echo "help: let this run write to that branch (its token, a rule that protects the branch), and run it again" >&2
  exit 1
  ;;
push)
  keep "By hand" && state_git push --quiet origin "HEAD:refs/heads/$branch" # what was committed before, too
  ;;
*)
  echo "usage: ci/state.sh take | push | with COMMAND..." >&2
  exit 64
  ;;
esac
