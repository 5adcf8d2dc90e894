// HS00xx: what can be wrong with the text of a script.

import type { Explanation } from './explanation.ts';

export const text = {
  HS0001: {
    cause:
      'A value begins with a quote, and no quote of the same kind ends it before the next action. The script is read on ' +
      'at that action, so the mistakes behind it are told as well. Often the text has a quote of its own: write a ' +
      'backslash before it, or put the other kind of quotes around the text.',
    bad: { script: "!!core.echo text:'the closing quote is missing\n!!core.echo text:'this one is fine'\n" },
    good: { script: "!!core.echo text:'the closing quote is there'\n!!core.echo text:\"it's fine\"\n" },
  },
  HS0002: {
    cause:
      'The params of an action stand on its line, or on lines below it that are indented. A line at column 0 ends the ' +
      'action, so this one would be lost. A comment at column 0 ends it too. White space other than blanks and tabs, such ' +
      'as no-break spaces from a web page, does not indent a line.',
    bad: { script: '!!core.echo\ntext:hello\n' },
    good: { script: '!!core.echo\n    text:hello\n' },
  },
  HS0003: {
    cause:
      'An action is named by its actor and itself, or by itself alone when the actor is core. There is no third part.',
    bad: { script: '!!cloud.core.echo text:hello\n' },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0004: {
    cause:
      'The name of a param begins with a letter, a digit or _, and goes on with these and dots. In words without a colon, ' +
      'which are arguments, / ~ * + @ , and - are allowed too; whatever else is in one must be in quotes.',
    bad: { script: '!!http.request url:https://example.org -method:HEAD\n' },
    good: { script: '!!http.request url:https://example.org method:HEAD\n' },
  },
  HS0005: {
    cause: 'One to four exclamation marks begin an action: ! dal, !! sal, !!! macro, !!!! wal. More have no meaning.',
    bad: { script: '!!!!!core.echo text:hello\n' },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0006: {
    cause:
      'Lines of an action are indented by at least one column here, but other programs that read HeroScript need two and ' +
      'would lose this line. Four are the custom.',
    bad: { script: '!!core.echo\n text:hello\n' },
    good: { script: '!!core.echo\n    text:hello\n' },
  },
  HS0007: {
    cause:
      'In a document, sentences may begin with an exclamation mark. An action needs two of them there, and its name right ' +
      'behind them; a line with one, or with marks alone, is prose. This is only a remark.',
    bad: { files: { 'example.md': '!core.echo text:hello\n' }, shell: 'hero check example.md' },
    good: { files: { 'example.md': '!!core.echo text:hello\n' }, shell: 'hero check example.md' },
  },
  HS0008: {
    cause:
      'Each param has one value. Upper and lower case make no difference in its name. For several values, write a list.',
    bad: { script: '!!osal.exec cmd:ls cmd:pwd\n' },
    good: { script: "!!osal.exec cmd:'ls; pwd'\n" },
  },
  HS0009: {
    cause:
      'Behind a closing quote there is white space, a comma, or the name of the next param. Other text means that the ' +
      'quote closes too early: write a backslash before a quote that is part of the text, or use the other kind around it.',
    bad: { script: "!!core.echo text:'don't go'\n" },
    good: { script: "!!core.echo text:'don\\'t go'\n" },
  },
  HS0010: {
    cause:
      'A script is text in UTF-8. A file with a NUL byte, with bytes that are not UTF-8, or in UTF-16 is not read at all: ' +
      'guessing what it says could run something else than it says.',
    bad: { shell: "printf '!!core.echo text:caf\\351\\n' > example.hero\nhero check example.hero" },
    good: { shell: "printf '!!core.echo text:caf\\303\\251\\n' > example.hero\nhero check example.hero" },
  },
  HS0011: {
    cause:
      'The line is no action, stands in none, and is no comment. It is left out. In a document (.md) such lines are prose ' +
      'and nothing is said of them.',
    bad: { script: 'Say hello:\n!!core.echo text:hello\n' },
    good: { script: '// Say hello:\n!!core.echo text:hello\n' },
  },
  HS0012: {
    cause: 'The colon follows the name of the param at once. Behind it there may be blanks.',
    bad: { script: '!!core.echo text : hello\n' },
    good: { script: '!!core.echo text: hello\n' },
  },
  HS0013: {
    cause: 'Backticks are no quotes in HeroScript. A value that begins with one is nearly always meant to be quoted.',
    bad: { script: '!!core.echo text:`hello`\n' },
    good: { script: "!!core.echo text:'hello'\n" },
  },
  HS0014: {
    cause:
      'A comma behind a value says that one more item follows, but the line ends there, or the next param begins. The ' +
      'comma is left out.',
    bad: { script: '!!http.request url:https://example.org expect:200,204, method:HEAD\n' },
    good: { script: '!!http.request url:https://example.org expect:200,204 method:HEAD\n' },
  },
  HS0015: {
    cause:
      'The name of an action follows the exclamation marks at once. It is made of letters, digits, _ and -, with one dot ' +
      'between actor and action.',
    bad: { script: '!!core:echo text:hello\n' },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0016: {
    cause:
      'Scripts have limits, so that a mistake cannot use up the memory of those that read them: 1 MiB and 10,000 actions ' +
      'in a script, 256 params and 256 arguments in an action, 64 KiB in a value, 64 characters in a name.',
    bad: { script: `!!core.${'very_long_'.repeat(7)}name\n` },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0017: {
    cause:
      'A bare value that begins with [ or { goes on to the bracket that matches it, over several lines if need be. Here ' +
      'none does before the action ends. A text that only happens to begin with a bracket belongs in quotes.',
    bad: { script: '!!http.request url:https://example.org expect:[200, 204\n' },
    good: { script: '!!http.request url:https://example.org expect:[200, 204]\n' },
  },
  HS0018: {
    cause:
      'A comment that begins with <!-- goes on to -->, on the same line or on a later one. Nothing closes this one.',
    bad: { script: '<!-- says hello\n!!core.echo text:hello\n' },
    good: { script: '<!-- says hello -->\n!!core.echo text:hello\n' },
  },
} as const satisfies Record<string, Explanation>;
