// HS01xx: what other programs that read HeroScript would understand in another way.

import type { Explanation } from './explanation.ts';

/** What a reader types. */
const compare = 'hero check --compat herolib example.hero';

export const portability = {
  HS0101: {
    cause:
      'The reader of HeroScript in Go knows single quotes only: it keeps double ones as a part of the value, or loses words behind them. herolib and herorunner read both.',
    bad: {
      script: '!!core.echo text:"hello you"\n',
      shell: compare,
    },
    good: {
      script: "!!core.echo text:'hello you'\n",
      shell: compare,
    },
  },
  HS0102: {
    cause:
      'Between quotes every line is text here. herolib looks for actions and for the end of the indentation first: a line that begins with ! is executed, and one at column 0 ends the action.',
    bad: {
      script: "!!core.echo text:'\n    first\n    !second\n    '\n",
      shell: compare,
    },
    good: {
      script: "!!core.echo text:'\n    first\n    - second\n    '\n",
      shell: compare,
    },
  },
  HS0103: {
    cause:
      'Here // begins a comment only behind white space, so an address needs no quotes. herolib cuts the value at //, and loses the params behind it on the line.',
    bad: {
      script: '!!core.echo text:https://example.org\n',
      shell: compare,
    },
    good: {
      script: "!!core.echo text:'https://example.org'\n",
      shell: compare,
    },
  },
  HS0104: {
    cause: 'herolib drops all blank lines of a script before it reads on, those inside of values too.',
    bad: {
      script: "!!core.echo text:'\n    first\n\n    second\n    '\n",
      shell: compare,
    },
    good: {
      script: "!!core.echo text:'\n    first\n    second\n    '\n",
      shell: compare,
    },
  },
  HS0105: {
    cause:
      'herolib numbers the actions of a script and puts that number in the place of a param id, whatever it says. No actor of herolib ever sees the value.',
    bad: {
      script: '!!vm.start id:10\n',
      files: {
        'actors/vm/start':
          '#!/bin/sh\n#: start one\n#: @param id int optional which\n#: @param number int optional which\n',
      },
      shell: `chmod +x actors/vm/start\n${compare}`,
    },
    good: {
      script: '!!vm.start number:10\n',
      files: {
        'actors/vm/start':
          '#!/bin/sh\n#: start one\n#: @param id int optional which\n#: @param number int optional which\n',
      },
      shell: `chmod +x actors/vm/start\n${compare}`,
    },
  },
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
  HS0107: {
    cause:
      'herolib takes both kinds of quotes for the same, so the first quote of the JSON ends the value. It has no way to write one inside that it leaves alone.',
    bad: {
      script: '!!core.echo text:\'{"a": 1}\'\n',
      shell: compare,
    },
    good: {
      script: "!!core.echo text:'a is 1'\n",
      shell: compare,
    },
  },
  HS0108: {
    cause:
      'herolib takes both kinds of quotes for the same. A quote inside of a value ends it, or becomes the other one. A backslash before a single quote is the one spelling that both read alike.',
    bad: {
      script: '!!core.echo text:\'say "hello"\'\n',
      shell: compare,
    },
    good: {
      script: "!!core.echo text:'it\\'s here'\n",
      shell: compare,
    },
  },
  HS0109: {
    cause:
      'herolib looks for the last // of a line, and takes it for a comment only when no quote follows. Otherwise the comment stays, and everything behind it in the action is part of it.',
    bad: {
      script: "!!core.sleep // it's short\n    duration:1ms\n",
      shell: compare,
    },
    good: {
      script: "// it's short\n!!core.sleep duration:1ms\n",
      shell: compare,
    },
  },
  HS0110: {
    cause:
      'The two read this place in another way, for a reason that has no code of its own: white space at the edges of a value, a tab in it, a key without a value, a word that is given twice. The note says what herolib reads.',
    bad: {
      script: "!!core.echo text:' hello'\n",
      shell: compare,
    },
    good: {
      script: '!!core.echo text:hello\n',
      shell: compare,
    },
  },
  HS0111: {
    cause:
      'herolib knows letters, digits, _ , . and / in keys and words, and // for comments. At anything else it gives up the whole file, also the actions that are well-formed.',
    bad: {
      script: '!!core.echo text:hello # a comment\n',
      shell: compare,
    },
    good: {
      script: '!!core.echo text:hello // a comment\n',
      shell: compare,
    },
  },
  HS0112: {
    cause:
      'herolib knows no comments over several lines, and in a document it takes a line with a single ! for an action.',
    bad: {
      script: "!!core.echo text:hello\n\n<!--\n!!core.echo text:'not now'\n-->\n",
      shell: compare,
    },
    good: {
      script: "!!core.echo text:hello\n\n// !!core.echo text:'not now'\n",
      shell: compare,
    },
  },
} as const satisfies Record<string, Explanation>;
