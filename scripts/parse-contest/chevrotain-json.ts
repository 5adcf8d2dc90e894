// The usual grammar of JSON for Chevrotain, twice: with actions in the rules that make values, and by way of a tree.

import { type CstNode, CstParser, createToken, EmbeddedActionsParser, type IToken, Lexer } from 'chevrotain';

const True = createToken({ name: 'True', pattern: /true/ });
const False = createToken({ name: 'False', pattern: /false/ });
const Null = createToken({ name: 'Null', pattern: /null/ });
const LCurly = createToken({ name: 'LCurly', pattern: /{/ });
const RCurly = createToken({ name: 'RCurly', pattern: /}/ });
const LSquare = createToken({ name: 'LSquare', pattern: /\[/ });
const RSquare = createToken({ name: 'RSquare', pattern: /]/ });
const Comma = createToken({ name: 'Comma', pattern: /,/ });
const Colon = createToken({ name: 'Colon', pattern: /:/ });
const Text = createToken({ name: 'Text', pattern: /"(?:[^\\"]|\\(?:[bfnrtv"\\/]|u[0-9a-fA-F]{4}))*"/ });
const Digits = createToken({ name: 'Digits', pattern: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/ });
const Space = createToken({ name: 'Space', pattern: /[ \t\n\r]+/, group: Lexer.SKIPPED });
const tokens = [Space, Text, Digits, LCurly, RCurly, LSquare, RSquare, Comma, Colon, True, False, Null];

const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });

class ValueParser extends EmbeddedActionsParser {
  // Made once, as the library advises.
  readonly #ofValue: { ALT: () => unknown }[] = [
    { ALT: () => this.SUBRULE(this.object) },
    { ALT: () => this.SUBRULE(this.array) },
    { ALT: () => textOf(this.CONSUME(Text)) },
    { ALT: () => Number(this.CONSUME(Digits).image) },
    { ALT: () => Boolean(this.CONSUME(True)) },
    { ALT: () => !this.CONSUME(False) },
    { ALT: () => this.CONSUME(Null) && null },
  ];
  readonly json = this.RULE('json', (): unknown => this.OR(this.#ofValue));
  readonly object = this.RULE('object', () => {
    const made: Record<string, unknown> = {};
    this.CONSUME(LCurly);
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        const key = textOf(this.CONSUME(Text));
        this.CONSUME(Colon);
        made[key] = this.SUBRULE(this.json);
      },
    });
    this.CONSUME(RCurly);
    return made;
  });
  readonly array = this.RULE('array', () => {
    const made: unknown[] = [];
    this.CONSUME(LSquare);
    this.MANY_SEP({ SEP: Comma, DEF: () => made.push(this.SUBRULE(this.json)) });
    this.CONSUME(RSquare);
    return made;
  });

  constructor() {
    super(tokens, { maxLookahead: 1 });
    this.performSelfAnalysis();
  }
}

/** While the rules are recorded, the image is no JSON. */
function textOf({ image }: IToken): string {
  if (!image.startsWith('"')) return image;
  return image.includes('\\') ? (JSON.parse(image) as string) : image.slice(1, -1);
}

class TreeParser extends CstParser {
  readonly #ofValue: { ALT: () => unknown }[] = [
    { ALT: () => this.SUBRULE(this.object) },
    { ALT: () => this.SUBRULE(this.array) },
    ...[Text, Digits, True, False, Null].map((type) => ({ ALT: () => this.CONSUME(type) })),
  ];
  readonly json = this.RULE('json', () => {
    this.OR(this.#ofValue);
  });
  readonly object = this.RULE('object', () => {
    this.CONSUME(LCurly);
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        this.CONSUME(Text);
        this.CONSUME(Colon);
        this.SUBRULE(this.json);
      },
    });
    this.CONSUME(RCurly);
  });
  readonly array = this.RULE('array', () => {
    this.CONSUME(LSquare);
    this.MANY_SEP({ SEP: Comma, DEF: () => this.SUBRULE(this.json) });
    this.CONSUME(RSquare);
  });

  constructor() {
    super(tokens, { maxLookahead: 1, nodeLocationTracking: 'none' });
    this.performSelfAnalysis();
  }
}

const valueParser = new ValueParser();
const treeParser = new TreeParser();

export function chevrotainValues(text: string): unknown {
  valueParser.input = tokensOf(text);
  const value = valueParser.json();
  if (valueParser.errors.length > 0) throw valueParser.errors[0];
  return value;
}

/** Without making values of the tree, which would take further time. */
export function chevrotainTree(text: string): CstNode {
  treeParser.input = tokensOf(text);
  const tree = treeParser.json();
  if (treeParser.errors.length > 0) throw treeParser.errors[0];
  return tree;
}

function tokensOf(text: string): IToken[] {
  const lexed = lexer.tokenize(text);
  if (lexed.errors.length > 0) throw new Error(lexed.errors[0]?.message);
  return lexed.tokens;
}
