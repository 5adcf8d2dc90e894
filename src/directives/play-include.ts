// play.include: other scripts in the place of this line. The loader does it; here it is only declared.

import type { Directive } from './directive.ts';

export const playInclude: Directive = {
  actor: 'play',
  action: 'include',
  aliases: [
    { name: 'core.include', old: false },
    { name: 'play.run', old: true, ignored: ['git_pull', 'git_reset'] },
  ],
  summary: 'puts the actions of other scripts in its place',
  help: 'Paths are relative to the file that includes. A folder means all scripts in it, sorted by path. An address of git means a checkout that is there already; where there is none, or it is on another branch, that is an error, unless `--allow-git` lets it be fetched. The code root is `~/code`, or what `HERO_CODE_ROOT` says. What is selected above the line holds in the included file; what the included file selects ends with it.',
  params: [
    {
      name: 'path',
      type: 'string',
      required: false,
      description: 'a script or a folder of scripts; `${NAME}` in it is one of the command line',
      example: 'setup.hero',
    },
    {
      name: 'git_url',
      type: 'string',
      required: false,
      description:
        'address of a git repository whose checkout is below the code root, in `github/ACCOUNT/NAME` or `HOST/ACCOUNT/NAME`; `path:` is then inside of it',
      example: "'https://github.com/ACCOUNT/NAME/tree/main/scripts'",
      aliases: ['url'],
    },
    {
      name: 'replace',
      type: 'list',
      required: false,
      description: 'what stands for `{NAME}`, `${NAME}` and `@NAME` in the included file, as `NAME:value,NAME2:value`',
      example: "'HOST:web1,PORT:80'",
    },
  ],
  effect: { kind: 'include' },
  reach: 'here',
  examples: [
    {
      script: `!!circle.select name:prod
!!play.include path:greet.hero replace:'WHO:web1'
!!core.echo text:bye
`,
      files: { 'greet.hero': "!!core.echo text:'hello {WHO}'\n!!circle.select name:lab\n" },
      plan: `1  #1  core.echo text:"hello web1"           circle=prod
2  #2  core.echo text:bye           after 1  circle=prod`,
    },
  ],
};
