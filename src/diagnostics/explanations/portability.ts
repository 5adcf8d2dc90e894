// HS01xx: what other programs that read HeroScript would understand in another way.

import type { Explanation } from './explanation.ts';

export const portability = {
  HS0106: {
    cause:
      'The name of a param may have several dots, but other programs that read HeroScript and write it again turn all but ' +
      'the last into _, so that the next reader finds another name.',
    bad: {
      script: '!!disk.make disk.boot.size:10\n',
      files: { 'actors/disk/make': '#!/bin/sh\n#: make a disk\n#: @param disk.boot.size int optional how big\n' },
      shell: 'chmod +x actors/disk/make\nhero check example.hero',
    },
    good: {
      script: '!!disk.make boot.size:10\n',
      files: { 'actors/disk/make': '#!/bin/sh\n#: make a disk\n#: @param boot.size int optional how big\n' },
      shell: 'chmod +x actors/disk/make\nhero check example.hero',
    },
  },
} as const satisfies Record<string, Explanation>;
