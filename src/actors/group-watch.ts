// Programs do not outlive the process that runs them, however it ends: a shell beside it knows their groups, learns from
// the end of a pipe that the process is gone, and kills them.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Each line adds a group or takes one away. */
const script = `groups=' '
while read -r what group; do
  case $what in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done`;

/** Those whose jobs have not ended. */
const watched = new Set<number>();
let pipe: Socket | undefined;

export function watchGroup(group: number): void {
  const isNew = pipe === undefined;
  pipe ??= startShell();
  watched.add(group);
  for (const each of isNew ? watched : [group]) pipe?.write(`+ ${each}\n`);
}

export function forgetGroup(group: number): void {
  watched.delete(group);
  pipe?.write(`- ${group}\n`);
}

/** In a group of its own, so that it does not die with this process, which it does not keep from ending. */
function startShell(): Socket | undefined {
  const child: ChildProcess = spawn('/bin/sh', ['-c', script], {
    detached: true,
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const input = child.stdin as Socket | undefined;
  const lose = () => {
    if (pipe === input) pipe = undefined;
  };
  child.on('error', lose).on('exit', lose).unref();
  input?.on('error', lose).unref();
  return input;
}
