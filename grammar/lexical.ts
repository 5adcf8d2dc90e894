// The tokens in words, for readers and for other tools: most patterns are functions, which nobody can read off.
// grammar.ebnf and railroad.html are made from this table and from the rules of the parser.

export interface Lexeme {
  /** What it looks like, in the EBNF of the W3C. */
  form: string;
  /** Where it counts, beyond its form. */
  where: string;
  /** Between tokens: read and left out of the tree. */
  skipped?: true;
}

/** By mode and name, as in `modes` of tokens.ts; a token of two modes stands in the first. */
export const lexemes: Record<'text' | 'body' | 'value', Record<string, Lexeme>> = {
  text: {
    Space: { form: '(blank | break)+', where: '', skipped: true },
    Head: {
      form: `"!"+ visible*`,
      where:
        'begins a line, at any indentation; not "![". The name is one or two parts of [A-Za-z0-9_-]+ with a dot between; in markdown two marks at least and a name',
    },
    LineComment: { form: '"//" character*', where: 'begins a line' },
    Preamble: { form: 'BOM? ("#!" character*)?', where: 'begins the text' },
    HashLine: { form: '"#" character*', where: 'begins a line; not in markdown' },
    HtmlComment: { form: '"<!--" (character | break)* "-->"', where: 'begins a line' },
    Prose: { form: 'character+', where: 'any other line' },
    Anything: { form: 'character | break', where: 'never in a text; keeps the lexer total' },
  },
  body: {
    Blank: { form: 'blank+', where: '', skipped: true },
    Key: {
      form: '[A-Za-z0-9_] [A-Za-z0-9_.]* ":"',
      where:
        'a value follows: on the line, or below it indented deeper; not before "//". Other characters are read too and reported',
    },
    BodyBreak: {
      form: 'break (blank* break)* blank+',
      where: 'the next line is indented and begins no action',
      skipped: true,
    },
    BodyEnd: { form: 'break', where: 'ends the body otherwise', skipped: true },
    Comment: { form: '("//" | "#") character*', where: 'begins a line or follows a blank' },
    Comma: { form: '","', where: 'behind a value, and a further item follows' },
    LastComma: { form: '","', where: 'behind a value, and no item follows; reported' },
    QuotedArg: { form: 'quoted', where: 'where a param could begin' },
    BodyHtmlComment: { form: '"<!--" (character | break)* "-->"', where: 'where a param could begin' },
    EmptyKey: { form: '[A-Za-z0-9_] [A-Za-z0-9_.]* ":"', where: 'no value follows' },
    Arg: {
      form: '([A-Za-z0-9_.,/~*+@-] | placeholder)+ | [A-Za-z0-9_.,/~*+@-]+ "://" visible*',
      where: 'no colon ends it',
    },
    Stray: { form: 'visible+', where: 'any other word; reported' },
  },
  value: {
    Bare: {
      form: 'visible+',
      where: 'begins with no quote or bracket; a comma before white space or a quote ends it',
    },
    Below: {
      form: 'character+ (break blank+ character+)*',
      where: 'lines below a key that ends its line, indented deeper than that line, up to a key or a "#"',
    },
    Quote: { form: 'quoted', where: '' },
    Bracket: {
      form: '("[" | "{") (character | break)* ("]" | "}") visible*',
      where: 'brackets match; quoted items count as one',
    },
    EmptyComma: { form: '","', where: 'no item stands before it, and one follows' },
    EmptyLastComma: { form: '","', where: 'no item stands before it, and none follows; reported' },
    ValueBreak: { form: 'break blank*', where: '', skipped: true },
    ValueComment: { form: '"//" character*', where: 'between a comma and the next item' },
  },
};

/** What the forms are made of. */
export const terms: Record<string, Lexeme> = {
  quoted: {
    form: `"'" (character | break)* "'" | '"' (character | break)* '"' | "'''" (character | break)* "'''" | '"""' (character | break)* '"""'`,
    where:
      'the first quote of the same kind without a backslash before it closes. Behind an opening quote that ends its line the value is a block, which ends at a line that begins with the quote',
  },
  placeholder: { form: '"$"? "{" visible+ "}"', where: '' },
  visible: { form: 'character - blank', where: '' },
  character: { form: '[^#xA#xD]', where: '' },
  blank: { form: '[#x20#x9#xB#xC]', where: 'a tab counts four columns' },
  break: { form: '#xD #xA | #xA | #xD', where: '' },
  BOM: { form: '#xFEFF', where: '' },
};
