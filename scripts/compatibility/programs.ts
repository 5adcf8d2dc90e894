// Rules of what programs do with a script: find in it, write it back, hash it; and what is left to others.

import { matchesParams } from '../../src/script/find.ts';
import { hashAction } from '../../src/script/hash.ts';
import { writeAction } from '../../src/script/write.ts';
import { actionOf, type Rule } from './rule.ts';

export const programRules: readonly Rule[] = [
  {
    id: 'filters',
    title: 'In a filter of params, all behind the first colon is the value',
    herolib: 'leaves out what is behind a second one',
    instead: 'use `*` for the rest',
    asked: {
      question: 'whether `at:10:30` means `!!x.y at:10:30`',
      theirs: 'no',
      ours: () => (matchesParams(actionOf('!!x.y at:10:30'), { include: ['at:10:30'] }) ? 'yes' : 'no'),
    },
    applies: ({ asks: name, args }) => name === 'filter_match' && /:[^+",]*:/.test(itemsOf(args)),
  },
  {
    id: 'canonical-form',
    title:
      'Written back, an action is one line and its blocks, its words in their order, values in quotes where they need them',
    herolib: 'breaks lines at 25 bytes, sorts the words, and leaves out quotes that a reader needs',
    instead: 'compare what is read, not the text',
    asked: {
      question: "`!!x.y zz Foo t:'it\\'s'`",
      theirs: "`!!x.y foo zz t:it's`",
      ours: () => `\`${writeAction(actionOf("!!x.y zz Foo t:'it\\'s'"))}\``,
    },
    applies: ({ asks: name, ours }) =>
      /^(?:export|roundtrip|export_helper|playbook\.heroscript)$/.test(name) && ours !== 'not read back',
  },
  {
    id: 'hashes',
    title: 'The hash of an action is that of what it means',
    herolib: 'hashes its place in the file too, or uses another hash',
    instead: 'compare hashes of one reader',
    asked: {
      question: 'whether `!!x.y a:1 b:2` and `!!x.y b:2 a:1`, one below the other, have one hash',
      theirs: 'no',
      ours: () => (hashAction(actionOf('!!x.y a:1 b:2')) === hashAction(actionOf('!!x.y b:2 a:1')) ? 'yes' : 'no'),
    },
    applies: ({ asks: name }) => /hash(?:key)?$/.test(name),
  },
  {
    id: 'structs',
    title: 'Structs of V are no part of the language: an actor declares its params, with defaults',
    herolib: 'fills in the fields of a struct',
    instead: 'write the values that matter',
    applies: ({ asks: name }) => /^encoderhero|struct/.test(name),
  },
  {
    id: 'helpers',
    title: 'What helpers of herolib do with any text is no part of the language',
    herolib: 'has them beside its parser',
    instead: 'use the getters',
    applies: ({ asks: name }) => /^(?:path_fix|dedent|find_simple_vars|find_sid|ourtime\.new_from_epoch)/.test(name),
  },
  {
    id: 'wiki-includes',
    title: 'Pages of a wiki that include one another are for the wiki; `!!play.include` takes scripts',
    herolib: 'has parsers of its own for them',
    instead: 'include scripts by path',
    applies: ({ asks: name }) => /^(?:doctree|atlas)/.test(name),
  },
  {
    id: 'go-port',
    title: 'The port to Go is followed where it agrees with herolib',
    herolib: 'is the reference',
    instead: 'write what herolib reads',
    applies: ({ isGo }) => isGo,
  },
];

/** The items of filters, whichever way they are given. */
function itemsOf(args: readonly unknown[]): string {
  return args.map((arg) => JSON.stringify(typeof arg === 'object' && arg !== null ? Object.values(arg) : arg)).join();
}
