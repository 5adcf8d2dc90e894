// Tokens to a concrete tree: a script is actions, comments and prose; an action is its head and the entries of its body.

import { type CstNode, CstParser, type IRecognitionException, type IToken } from 'chevrotain';
import { lex } from './lexer.ts';
import type { Markdown } from './reading.ts';
import * as t from './tokens.ts';

export type Token = IToken;

export interface ActionNode {
  name: 'action';
  children: { Head: IToken[]; entry?: EntryNode[] };
}

/** One param, argument or comment; exactly one of `Key`, `EmptyKey`, `Arg`, `QuotedArg`, `Stray` and the comments. */
export interface EntryNode {
  name: 'entry';
  children: {
    Key?: IToken[];
    EmptyKey?: IToken[];
    Arg?: IToken[];
    QuotedArg?: IToken[];
    Stray?: IToken[];
    Comment?: IToken[];
    BodyHtmlComment?: IToken[];
    Bare?: IToken[];
    Quote?: IToken[];
    Bracket?: IToken[];
    Below?: IToken[];
    Comma?: IToken[];
    LastComma?: IToken[];
    EmptyComma?: IToken[];
    EmptyLastComma?: IToken[];
    ValueComment?: IToken[];
  };
}

export interface ScriptNode {
  name: 'script';
  children: {
    Preamble?: IToken[];
    LineComment?: IToken[];
    HashLine?: IToken[];
    HtmlComment?: IToken[];
    Prose?: IToken[];
    action?: ActionNode[];
  };
}

export interface Parsed {
  tree: ScriptNode;
  /** Of the whole text in order; what is between two tokens is white space. */
  tokens: IToken[];
  narrow: number[];
  errors: IRecognitionException[];
}

export class HeroParser extends CstParser {
  readonly script: () => CstNode;

  /** `checked` asks the library to look for ambiguities in the grammar; it takes a while. */
  constructor(checked = false) {
    super([...new Set(Object.values(t.modes).flat())], {
      maxLookahead: 1,
      recoveryEnabled: true,
      nodeLocationTracking: 'none',
      skipValidations: !checked,
    });

    const item = () =>
      this.OR2([
        { ALT: () => this.CONSUME(t.Bare) },
        { ALT: () => this.CONSUME(t.Quote) },
        { ALT: () => this.CONSUME(t.Bracket) },
        { ALT: () => this.CONSUME(t.Below) },
      ]);

    const entry = this.RULE('entry', () => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Key);
            this.MANY({
              DEF: () =>
                this.OR3([
                  { ALT: () => this.CONSUME(t.Comma) },
                  { ALT: () => this.CONSUME(t.LastComma) },
                  { ALT: () => this.CONSUME(t.EmptyComma) },
                  { ALT: () => this.CONSUME(t.EmptyLastComma) },
                  { ALT: () => this.CONSUME(t.ValueComment) },
                  { ALT: item },
                ]),
            });
          },
        },
        { ALT: () => this.CONSUME(t.EmptyKey) },
        { ALT: () => this.CONSUME(t.Arg) },
        { ALT: () => this.CONSUME(t.QuotedArg) },
        { ALT: () => this.CONSUME(t.Comment) },
        { ALT: () => this.CONSUME(t.BodyHtmlComment) },
        { ALT: () => this.CONSUME(t.Stray) },
      ]);
    });

    const action = this.RULE('action', () => {
      this.CONSUME(t.Head);
      this.MANY(() => this.SUBRULE(entry));
    });

    this.script = this.RULE('script', () => {
      this.MANY(() => {
        this.OR([
          { ALT: () => this.SUBRULE(action) },
          { ALT: () => this.CONSUME(t.LineComment) },
          { ALT: () => this.CONSUME(t.Prose) },
          { ALT: () => this.CONSUME(t.HashLine) },
          { ALT: () => this.CONSUME(t.HtmlComment) },
          { ALT: () => this.CONSUME(t.Preamble) },
        ]);
      });
    });

    this.performSelfAnalysis();
  }
}

let parser: HeroParser | undefined;

/** Any text has a tree; linear in its length. The first call makes the parser. */
export function parseText(text: string, markdown?: Markdown): Parsed {
  const { tokens, narrow } = lex(text, markdown);
  parser ??= new HeroParser();
  parser.input = tokens;
  const tree = parser.script() as unknown as ScriptNode;
  const { errors } = parser;
  parser.input = [];
  return { tree, tokens, narrow, errors };
}
