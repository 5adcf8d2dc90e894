// HS06xx: what a command was given to work with.

import type { Explanation } from './explanation.ts';

const head = '#!/bin/sh\n#: how full the disk is\n';

export const inputs = {
  HS0601: {
    cause: 'There is no such file, or you may not read it.',
    bad: { files: { 'deploy.hero': '!!core.echo text:hello\n' }, shell: 'hero check depoly.hero' },
    good: { files: { 'deploy.hero': '!!core.echo text:hello\n' }, shell: 'hero check deploy.hero' },
  },
  HS0602: {
    cause:
      'In a folder, files that end in .hero, .heroscript, .hs or .md are read, in folders below it too. Those whose name ' +
      'begins with a dot are left out. This folder has none.',
    bad: { files: { 'play/notes.txt': 'nothing\n' }, shell: 'hero check play' },
    good: { files: { 'play/hello.hero': '!!core.echo text:hello\n' }, shell: 'hero check play' },
  },
  HS0603: {
    cause: 'The scripts hold no action that becomes a job, or --only and --from leave none.',
    bad: { script: '// nothing yet\n', shell: 'hero run example.hero' },
    good: { script: '!!core.echo text:hello\n', shell: 'hero run example.hero' },
  },
  HS0604: {
    cause:
      'No job or run of the store is called so. The end of a guid is enough, as long as it is the end of only one. ' +
      'hero job ls lists the jobs there are.',
    bad: { shell: 'hero run -q -e "!!core.echo text:hello"\nhero job get 123456789abc' },
    good: { shell: 'hero run -q -e "!!core.echo text:hello"\nhero job ls' },
  },
  HS0605: {
    cause:
      'A file in the folder of actors cannot be used as an actor: it does not load, or what it declares is not right.',
    bad: {
      script: '!!disk.usage path:/tmp\n',
      files: { 'actors/disk/usage': `${head}#: @param path sting required the folder\n` },
      shell: 'chmod +x actors/disk/usage\nhero check example.hero',
    },
    good: {
      script: '!!disk.usage path:/tmp\n',
      files: { 'actors/disk/usage': `${head}#: @param path string required the folder\n` },
      shell: 'chmod +x actors/disk/usage\nhero check example.hero',
    },
  },
  HS0606: {
    cause:
      'The file of your private key cannot be read, is not an ed25519 key, or may be read by others. Without a key nobody ' +
      'can tell who asks.',
    bad: {
      script: '!!core.echo text:hello\n',
      shell: 'hero run -q example.hero\nchmod 644 ~/.config/herorunner/keys/user.pem\nhero run example.hero',
    },
    good: {
      script: '!!core.echo text:hello\n',
      shell: 'hero run -q example.hero\nchmod 600 ~/.config/herorunner/keys/user.pem\nhero run example.hero',
    },
  },
  HS0607: {
    cause: 'A policy test, or a record of the store, is not JSON or has not the form that is documented for it.',
    bad: { files: { 'policy.json': '{"cases": [\n' }, shell: 'hero acl test policy.json' },
    good: { situation: 'The file is as shown in docs/acl.md.' },
  },
  HS0608: {
    cause: 'The address for health and metrics is not one, or another process listens there already.',
    bad: { shell: 'hero runner --http everywhere' },
    good: { situation: 'It is written as 127.0.0.1:9090, and nobody else uses that port.' },
  },
  HS0609: {
    cause:
      'The process that would execute the job has no such secret, or a file that others can read or write, which is as ' +
      'good as none. Secrets are files of that name in the folder of --secrets or HERO_SECRETS_DIR; else in the one that ' +
      'systemd gives, and in ~/.config/herorunner/secrets.',
    bad: {
      script: "!!osal.exec cmd:'test -n \"$TOKEN\"' env:'TOKEN=${secret.TOKEN}'\n",
      shell: 'hero run example.hero',
    },
    good: {
      script: "!!osal.exec cmd:'test -n \"$TOKEN\"' env:'TOKEN=${secret.TOKEN}'\n",
      shell: 'echo hunter22 | hero secret set TOKEN\nhero run example.hero',
    },
  },
} as const satisfies Record<string, Explanation>;
