// Rules of reading: from the text of a script to actions, params and args.

import { Source } from '../../src/diagnostics/source.ts';
import { parseScript } from '../../src/script/parse.ts';
import { replaceIn } from '../../src/script/replace.ts';
import type { Rule } from './rule.ts';

export const readingRules: readonly Rule[] = [
  {
    id: 'name-characters',
    title: 'A name is made of letters, digits, `_` and `-`, with one dot; anything else is an error',
    herolib:
      'drops what it does not know, so that `a/b.c` and `ab.c` are the same action, and takes names without letters',
    instead: 'write `actor.action` in these characters',
    script: '!!my/actor.start x:1\n',
    told: /HS0015|HS0003/,
  },
  {
    id: 'name-runs',
    title: 'A run of `_` and `-` in a name is one `_`',
    herolib: 'keeps some runs and shortens others',
    instead: 'write one `_`',
    script: '!!my-_actor.start\n',
    told: /HS0110 herolib reads its name/,
  },
  {
    id: 'id',
    title: '`id` is a param like any other',
    herolib: 'removes it and numbers the actions itself',
    instead: 'give it another name',
    script: '!!vm.start id:10\n',
    told: /HS0105/,
  },
  {
    id: 'param-at-the-edge',
    title: 'A line `key:value` at column 0 right under an action is an error',
    herolib: 'drops it without a word',
    instead: 'indent it by 4 spaces',
    script: '!!vm.start\nx:1\n',
    told: /HS0002/,
  },
  {
    id: 'one-column',
    title: 'One column of indentation is enough, with a warning',
    herolib: 'wants two, and drops the line otherwise',
    instead: 'indent by 4 spaces',
    script: '!!vm.start\n x:1\n',
    told: /HS0006/,
  },
  {
    id: 'strings-are-opaque',
    title: 'Lines inside of a string are text, wherever they begin and whatever they begin with',
    herolib: 'executes those that begin with `!`, and ends the action at those that are not indented',
    instead: 'indent the lines, and begin none with `!`',
    script: "!!core.echo text:'\n    first\n    !second\n    '\n",
    told: /HS0102/,
  },
  {
    id: 'quotes',
    title:
      'A quote is closed by the same quote only, one or three; the other one, and all in a block, stay what they are',
    herolib: 'takes both kinds for the same: one inside ends the value, or becomes the other kind',
    instead: "use single quotes, and `\\'` for one inside",
    script: '!!core.echo text:\'say "hello"\'\n',
    told: /HS0107|HS0108|HS0111 herolib knows three quotes/,
  },
  {
    id: 'never-closed',
    title: 'A string that is never closed is an error, at its opening quote',
    herolib: 'closes it where the action ends',
    instead: 'close it',
    script: "!!core.echo text:'hello\n",
    told: /HS0001/,
  },
  {
    id: 'text-behind-a-quote',
    title: 'Text right behind a closing quote is an error, unless it is another param',
    herolib: 'begins the next word there',
    instead: 'write a blank',
    script: "!!core.echo text:'a'b\n",
    told: /HS0009/,
  },
  {
    id: 'white-space-in-values',
    title: 'Quoted text keeps its blanks, tabs and blank lines',
    herolib: 'drops blanks at the edges and blank lines, and makes four blanks of a tab',
    instead: 'do without them',
    script: "!!core.echo text:' hello'\n",
    told: /HS0104|HS0110 herolib (?:drops the white|makes four)/,
  },
  {
    id: 'escapes',
    title: 'A backslash means something before a quote only; `<BR>` and `\\\\n` are themselves',
    herolib: 'makes line breaks of both, and a value that ends in a backslash is never closed',
    instead: 'write lines below one another, and end no value in a backslash',
    script: "!!core.echo text:'a<BR>b'\n",
    told: /HS0110 (?:herolib makes a line break|for herolib a backslash)/,
  },
  {
    id: 'blocks',
    title: 'A block may begin behind other params, end behind its last word, and be followed by params',
    herolib: 'knows neither; the rest of the action becomes text, or the file is rejected',
    instead: 'give the key and the closing quote lines of their own',
    script: "!!core.echo text:'\n    hello\n    ' x:1\n",
    told: /HS0110 herolib (?:knows|ends) a block/,
  },
  {
    id: 'colon-before-the-quote',
    title: "`title:'Note:'` is a value",
    herolib: 'takes it for the beginning of a block when it ends the line',
    instead: 'write another param behind it',
    script: "!!core.echo text:'Note:'\n    x:1\n",
    told: /HS0110 a quoted value that ends in a colon/,
  },
  {
    id: 'comments',
    title: 'A comment goes to the end of its line, whatever it contains',
    herolib: 'keeps it when a quote or a second `//` is in it, and loses the params behind it',
    instead: 'put no quotes into comments between params',
    script: "!!core.sleep // it's short\n    duration:1ms\n",
    told: /HS0109|HS0110 herolib takes \/\/ in a value/,
  },
  {
    id: 'comments-of-params',
    title:
      'A comment behind a param belongs to it, one on a line of its own to the next, one above an action to the action',
    herolib: 'gives it to the first param of its line, and drops one above an action that is indented',
    instead: 'write one param with a comment on a line',
    applies: ({ asks, ours, expected }) => /^(?:params|playbook)$/.test(asks) && sameWithoutComments(ours, expected),
  },
  {
    id: 'slashes',
    title: '`//` begins a comment at the start of a line or behind white space only',
    herolib: 'cuts unquoted addresses at it, and the rest of the line with them',
    instead: 'put addresses into quotes',
    script: '!!http.request url:https://example.org method:HEAD\n',
    told: /HS0103/,
  },
  {
    id: 'hash-comments',
    title: '`#` begins a comment where a param could begin',
    herolib: 'rejects the file',
    instead: 'write `//`',
    script: '!!core.echo text:hello # why\n',
    told: /HS0111 # begins no comment/,
  },
  {
    id: 'markup-comments',
    title: '`<!-- … -->` may go over several lines',
    herolib: 'executes the actions inside, and rejects the file where one goes on in the body of an action',
    instead: 'write `//` before each line',
    script: '<!--\n!!core.echo text:hello\n-->\n',
    told: /HS0112 herolib takes this line|HS0111 herolib ends a comment/,
  },
  {
    id: 'empty-values',
    title: 'A key without a value is the empty text; text on deeper lines below it is its value',
    herolib: 'takes the next word, be it `key:value` on the next line',
    instead: "write `key:''`, or the text in quotes",
    script: '!!core.echo text:\n    x:1\n',
    told: /HS0110 herolib takes (?:the next word|only the first word)/,
  },
  {
    id: 'duplicate-keys',
    title: 'A key that is given twice is an error',
    herolib: 'takes the last one',
    instead: 'give it once',
    script: '!!core.echo text:one text:two\n',
    told: /HS0008/,
  },
  {
    id: 'keys',
    title: 'A key is made of letters, digits, `_` and dots, right before its colon',
    herolib: 'takes `/` and `,` as well, drops what stands before a blank and rejects the file at anything else',
    instead: 'write letters, digits, `_` and one dot',
    script: '!!core.echo a,b:1\n',
    told: /HS0004|HS0012/,
  },
  {
    id: 'words',
    title:
      'Words without a key keep their letters, slashes and dashes, as often as they stand there; they may be quoted',
    herolib: 'drops slashes at the start and repeats, and rejects the file at other characters',
    instead: 'give it as a param in quotes',
    script: '!!core.echo /tmp/x -v\n',
    told: /HS0110 herolib reads this word|HS0111 herolib rejects this word/,
  },
  {
    id: 'list-ends',
    title: 'A comma before the next key ends the list, with a warning',
    herolib: 'takes the next param for an item',
    instead: 'leave the comma out',
    script: '!!vm.start x:1, y:2\n',
    told: /HS0014|HS0110 for herolib the list goes on/,
  },
  {
    id: 'list-items',
    title: 'Items of a list stay what they are, quoted again where they have to be',
    herolib: 'writes the first item twice when it has a blank, and quotes others by what follows them',
    instead: "put the list into quotes: `l:'a,b c'`",
    script: "!!vm.start l:'two words', one\n",
    told: /HS0110 herolib rewrites the items/,
  },
  {
    id: 'brackets',
    title: '`[…]` and `{…}` go to the matching bracket, quoted items included',
    herolib: 'rejects the file at the second quote',
    instead: "write `l:'a,b'`",
    script: "!!vm.start l:['a','b']\n",
    told: /HS0111 herolib rejects quotes in brackets|HS0017/,
  },
  {
    id: 'prose',
    title: 'In a document a line with a single `!` is prose',
    herolib: 'takes it for an action',
    instead: 'begin the line with something else',
    script: '!important is what stands first\n',
    isDocument: true,
    told: /HS0007/,
  },
  {
    id: 'no-text',
    title: 'A byte order mark is skipped; what is no text, or over a limit, is an error',
    herolib: 'loses the first action behind a byte order mark, and reads anything',
    instead: 'save the file as UTF-8',
    told: /HS0010|HS0016|HS0013|HS0018|HS0112 a byte order mark/,
  },
  {
    id: 'as-written',
    title: 'Whatever else herolib loses, rewrites or rejects is read as it is written',
    herolib:
      'knows letters, digits, `_`, `.`, `,` and `/` between values, and gives up the whole file at anything else',
    instead: 'put values into single quotes',
    script: "!!vm.start l:'a','b' t:'x, y z'\n",
    told: /HS011[012]|HS0005/,
  },
  {
    id: 'placeholders',
    title: '`{NAME}`, `${NAME}` and, in an include, `@NAME` are filled after reading, value by value, whole names only',
    herolib: 'replaces pieces of the text before reading, so a value can become a param; `${NAME}` keeps its `$`',
    instead: 'write `{NAME}` with names that are no part of another',
    asked: {
      question: "`!!a.b x:@AB` with `replace:'A:1,AB:2'`",
      theirs: '`x="1B"`',
      ours: () => replaced('!!a.b x:@AB', { A: '1', AB: '2' }),
    },
    applies: ({ asks, input }) => asks === 'replaced' || (asks === 'params_replace' && /[$@]/.test(input)),
  },
];

function replaced(text: string, names: Record<string, string>): string {
  const [action] = parseScript(new Source('example.hero', text)).actions;
  if (action === undefined) return '';
  const { params } = replaceIn(action, new Map(Object.entries(names)));
  return params.map(({ key, value }) => `\`${key}=${JSON.stringify(value.text)}\``).join(' ');
}

function sameWithoutComments(ours: unknown, theirs: unknown): boolean {
  const strip = (value: unknown) =>
    JSON.stringify(value, (key, inner: unknown) => (key === 'comment' || key === 'comments' ? undefined : inner));
  return strip(ours) === strip(theirs);
}
